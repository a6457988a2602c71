#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plan/graph.h"

namespace sage {

/// A chain of tickets each of which waits for the one before.
struct CriticalPath {
  std::vector<TicketIndex> tickets;
  std::int64_t length = 0;  ///< sum of their durations, in milliseconds
};

/// The longest chain among the tickets that are `open`; empty if none is. However many workers
/// there are, these take no less time. O(tickets + edges).
CriticalPath critical_path(const Graph& graph, std::span<const std::int64_t> durations,
                           const std::vector<bool>& open);

}  // namespace sage
