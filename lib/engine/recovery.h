#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/orphan.h"
#include "engine/publish.h"
#include "queue/entry.h"
#include "repo/repository.h"
#include "run/event.h"
#include "run/layout.h"
#include "ticket/edit_index.h"
#include "worker/job.h"

namespace sage {

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

}  // namespace sage
