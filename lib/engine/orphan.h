#pragma once

#include <string>
#include <vector>

#include "os/file_lock.h"
#include "run/layout.h"

namespace sage {

/// An attempt of an earlier run, whose coordinator is dead. As long as a worker is still at it, the
/// kernel holds that worker's lock on `lock_file`.
struct Orphan {
  std::string ticket, run;
  int attempt = 1;
  fs::path lock_file;
  bool alive() const { return !FileLock::try_acquire(lock_file); }
};

/// Every attempt that the run began, alive or not: by their folders, not by the journal, whose line
/// of a start is written after the job was given.
std::vector<Orphan> attempts_of(const Layout& layout, const std::string& run);

}  // namespace sage
