#include "plan/components.h"

namespace sage {

ComponentWork work_in(const Backlog& backlog, const Graph& graph, std::string_view component,
                      const std::function<bool(TicketIndex)>& is_left) {
  ComponentWork work;
  for (TicketIndex ticket = 0; ticket < backlog.size(); ++ticket) {
    if (backlog[ticket].is_container || backlog[ticket].component != component) continue;
    if (!is_left(ticket)) continue;
    work.left.push_back(ticket);
    for (const TicketIndex before : graph.predecessors(ticket))
      if (is_left(before) && backlog[before].component != component)
        work.waits.push_back({ticket, before});
  }
  return work;
}

}  // namespace sage
