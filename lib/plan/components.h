#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "plan/graph.h"

/// A backlog by components, as people divide their work.
namespace sage {

struct ComponentWork {
  std::vector<TicketIndex> left;  ///< in the order of the index; no containers
  struct Wait {
    TicketIndex ticket, on;  ///< `on` must be done first, and is of another component
  };
  std::vector<Wait> waits;
};

/// What is left to do in a component, where `is_left` says it of each ticket. Linear.
ComponentWork work_in(const Backlog& backlog, const Graph& graph, std::string_view component,
                      const std::function<bool(TicketIndex)>& is_left);

}  // namespace sage
