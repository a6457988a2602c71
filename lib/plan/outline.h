#pragma once

#include <cstdint>
#include <vector>

#include "plan/critical_path.h"

namespace sage {

/// One ticket of an outline. It stands below what it waits for last.
struct OutlineLine {
  TicketIndex ticket = 0;
  std::uint32_t depth = 0;
  enum class Begins : std::uint8_t {
    nothing,  ///< goes on in the column of the line it waits for
    branch,   ///< one column to the right of it
    tree,     ///< waits for nothing that is shown
  } begins = Begins::tree;
  std::vector<TicketIndex> also_after;  ///< what it waits for besides, and is not above it anyway
};

/// Which tickets of a graph are outlined, and by what they are ordered.
struct Outlined {
  const Graph& graph;
  const std::vector<bool>& shown;
  std::span<const std::int64_t> durations;
  const CriticalPath& critical;  ///< begins the first tree, and goes on in its first column
};

/// Every ticket shown, each once. O(tickets + edges), and the depth is at most logarithmic.
std::vector<OutlineLine> outline_of(const Outlined& what);

}  // namespace sage
