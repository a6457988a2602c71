#pragma once

#include <string>
#include <vector>

#include "plan/rows.h"

namespace sage {

/// The tickets of a cycle in their order: each waits for the next, the last for the first, which is
/// the one that comes first in the backlog.
using Cycle = std::vector<TicketIndex>;

/// One cycle, a shortest through its first ticket, of each knot of tickets that wait for each other
/// (strongly connected component), in the order of the backlog. Whoever breaks one edge of each and
/// asks again comes to an end. No recursion. O(tickets + edges).
std::vector<Cycle> cycles_in(const Rows& predecessors);

/// "dependency cycle of 3 tickets: A -> B -> C -> A"; a very long one is cut in the middle.
std::string describe_cycle(const Backlog& backlog, const Cycle& cycle);

}  // namespace sage
