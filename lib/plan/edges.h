#pragma once

#include <vector>

#include "plan/rows.h"
#include "ticket/ticket.h"

namespace sage {

/// Every edge that the backlog's tickets write down, from either end, repeats included. Throws
/// Error(invalid_input) if a reference names no ticket: the first such is named, others counted.
std::vector<Edge> edges_of(const Backlog& backlog);

}  // namespace sage
