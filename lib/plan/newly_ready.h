#pragma once

#include <vector>

#include "ticket/ticket.h"

namespace sage {

/// The tickets of `after` that may start now and could not with `before`: what they waited for was
/// done meanwhile, or they are new. Most urgent first. Throws Error(invalid_input) where one of the
/// two is no plan (a cycle, an unknown reference).
std::vector<TicketIndex> newly_ready(const Backlog& before, const Backlog& after);

}  // namespace sage
