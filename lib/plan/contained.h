#pragma once

#include <vector>

#include "ticket/ticket.h"

namespace sage {

/// These tickets, then those in the containers among them and in the containers among those. Each
/// once; linear in the backlog.
std::vector<TicketIndex> with_contained(const Backlog& backlog, std::vector<TicketIndex> tickets);

}  // namespace sage
