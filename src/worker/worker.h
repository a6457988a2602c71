#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "repo/workspace.h"

namespace sage {

struct WorkerOptions {
  std::filesystem::path repository;       ///< any folder in it
  std::filesystem::path workspaces_root;  ///< see workspaces_root()
  Backend backend = Backend::plain;       ///< of the workspaces
  std::string version;
  std::vector<std::string> environment;  ///< what agents get, GIT_* and our own apart
};

/// The program `sage-stream worker`: takes jobs on stdin, does one at a time, answers on stdout
/// (worker/wire.h, docs/PROTOCOL.md); stderr is its log. It ends when it is told to, or when its
/// coordinator is gone, but never before the result of the job in hand is stored. SIGTERM ends the
/// job in hand, then the worker. Gives the exit status; throws Error if the coordinator speaks
/// another protocol.
int run_worker(const WorkerOptions& options);

}  // namespace sage
