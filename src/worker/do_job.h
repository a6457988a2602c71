#pragma once

#include <functional>
#include <string>
#include <vector>

#include "repo/workspace.h"
#include "worker/job.h"

namespace sage {

/// Where a job is done.
struct JobPlace {
  const Repository& repository;
  Workspace& workspace;
  const std::vector<std::string>& environment;
};

struct JobWatch {
  int wake_fd = -1;  ///< see AgentWatch
  std::function<bool()> cancelled;
  std::function<bool()> abandoned;  ///< whether nobody can hear of it any more
  /// Told at every new phase (event::Progress names them), and in between at most once a second
  /// what the program printed last.
  std::function<void(const std::string& phase, const std::string& activity)> tell;
};

/// Does a job as its kind asks (do_work.h, do_gate.h, do_hooks.h). A flock on `worker.lock` in the
/// log folder is held meanwhile. Nothing is begun for a coordinator that is gone: the next one may
/// have looked at the lock before it was taken, and begun the ticket anew. Throws Error for what is
/// nobody's fault but ours or the system's.
Outcome do_job(const Job& job, const JobPlace& place, const JobWatch& watch);

}  // namespace sage
