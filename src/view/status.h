#pragma once

#include <optional>
#include <vector>

#include "os/dir_lock.h"
#include "run/run_state.h"
#include "view/summary.h"

namespace sage {

/// What `sage-stream status` found. It changes nothing and waits for nobody.
struct StatusFacts {
  std::optional<RunState> run;           ///< the fold of the newest journal; nothing: no run yet
  std::optional<LockOwner> coordinator;  ///< who holds the stream lock, if that process is alive
  bool elsewhere = false;                ///< it works in another worktree of the repository
  BesideRun beside;
  /// Workers of a coordinator that is gone which are still at work.
  struct Left {
    std::string ticket;    ///< empty: on a gate job
    std::int64_t pid = 0;  ///< 0: not known
    std::string log;       ///< folder of the job's logs
  };
  std::vector<Left> left;
  std::vector<Event> last_events;  ///< the end of the journal, oldest first
  WallTime now = 0;

  /// Whether the run is the coordinator's, and not one before it or in another worktree.
  bool run_goes_on() const {
    return coordinator && run && !run->finished && run->run.pid == coordinator->pid;
  }
};

std::string status_text(const StatusFacts& facts, const ReportOptions& options);

/// Schema "sage.status/1" (docs/OUTPUT.md).
json::value status_json(const StatusFacts& facts);

}  // namespace sage
