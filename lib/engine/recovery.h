#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/publish.h"
#include "os/file.h"
#include "os/file_lock.h"
#include "queue/entry.h"
#include "repo/repository.h"
#include "run/event.h"
#include "run/layout.h"
#include "ticket/edit_index.h"
#include "worker/job.h"

namespace sage {

/// An attempt that a worker of a dead coordinator still works on: while it lives, the kernel
/// holds the worker's lock on `lock_file`.
struct Orphan {
  std::string ticket, run;
  int attempt = 1;
  fs::path lock_file;
  bool alive() const { return !FileLock::try_acquire(lock_file); }
};

/// What earlier runs left, read from git, the queue and their journals: where to resume.
struct Recovered {
  struct Landed {
    QueueEntry entry;
    ObjectId commit;
  };
  std::vector<Landed> landed;        ///< had landed, not yet written down everywhere
  std::vector<QueueEntry> to_land;   ///< finished work that waits for its landing
  std::vector<QueueEntry> kept;      ///< results of deferred tickets
  std::vector<QueueEntry> requests;  ///< what others ask to be landed (is_request)
  std::vector<Outcome> finished;     ///< stored results that are not in the queue yet
  std::vector<Orphan> orphans;
  /// NoChange, Deferred or Closed of a run that did not end, by ticket: perhaps not recorded yet.
  std::map<std::string, Event> settled;
  /// States that a rollback gave back on the branch, and perhaps not yet in the index file.
  std::vector<StateChange> rolled_back;
  std::map<std::string, int> last_attempt;  ///< highest attempt number taken, by ticket
  std::vector<std::string> notes;           ///< one line each, for people
};

/// Looks at what is there and mends what a killed stream can leave behind: locks of dead owners,
/// an unfinished checkout, a pinned result without its queue entry. Idempotent: killed in the
/// middle, it is simply done again. Throws Error(repository_state) if the history that a result
/// was about to land on is gone from the branch. Precondition: this process holds the stream lock.
Recovered recover(const Repository& repository, const Layout& layout, const std::string& ref,
                  Publisher& publisher, CommitQueue& queue);

/// The outcome stored with a pinned result, or nothing if there is no such pin. Its kind says
/// whether it may land: results of attempts that did not complete are stored too. It is of no job
/// of this run.
std::optional<Outcome> stored_outcome(const Repository& repository, const std::string& ticket,
                                      int attempt);

/// The queue entry for a finished result (not written yet).
QueueEntry entry_of(const Outcome& outcome, const std::string& run, const std::string& worker,
                    std::string message);

}  // namespace sage
