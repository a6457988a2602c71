#pragma once

#include <span>

#include "outlook.h"
#include "repo/results.h"
#include "view/explanation.h"

namespace sage {

/// Why the ticket is where it is: from the plan, the journals, the pinned results and the branch.
Explanation explain(const Session& session, const Outlook& outlook, TicketIndex ticket);

/// The failures that the newest run which had to do with a ticket tells of; its id, or empty.
struct PastRun {
  std::string run;
  std::vector<Tried> tried;
  RunState::TicketRun ticket;
};
PastRun newest_run_of(const Layout& layout, const std::string& ticket);

/// Why a ticket is deferred, as its index entry has it, under any known spelling; with its newest
/// result among `pins`.
Deferral deferral_of(const Ticket& ticket, std::span<const PinnedResult> pins);

/// The tickets that the index says are deferred and of which `run` tells nothing, in the order of
/// the index: earlier runs deferred them. None if the index cannot be read.
std::vector<Deferral> deferred_before(const Session& session, const RunState& run,
                                      const std::function<bool(const Ticket&)>& concerns);

}  // namespace sage
