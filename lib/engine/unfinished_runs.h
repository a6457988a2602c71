#pragma once

#include <string>
#include <vector>

#include "run/event.h"
#include "run/layout.h"
#include "run/run_state.h"

namespace sage {

/// What the journals tell of the runs that did not end: those since the last one that did (it had
/// recovered all before it).
struct UnfinishedRuns {
  std::vector<std::string> runs;       ///< their ids, oldest first
  std::vector<std::string> elsewhere;  ///< those on other branches, for runs there to end
  std::vector<Event> events;           ///< of `runs`, one after the other
  RunState state;                      ///< what `events` come to

  /// The landing that may have been cut off, or null. Only the last one can: each is brought to
  /// its end before the next, and before the end of a run. Owned by `events`.
  const event::LandingIntent* last_intent() const;
  /// The landing of the ticket that was begun and has not ended, or null. Owned by `state`.
  const event::LandingIntent* open_intent(const std::string& ticket) const;
};

/// `branch`: a ref name. Journals that cannot be read to their end count as far as they can.
UnfinishedRuns read_unfinished_runs(const Layout& layout, const std::string& branch);

}  // namespace sage
