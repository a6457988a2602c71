#pragma once

#include "outlook.h"
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

/// Why a ticket is deferred, as its index entry has it, under any known spelling.
Deferral deferral_of(const Ticket& ticket);

}  // namespace sage
