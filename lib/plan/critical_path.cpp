#include "plan/critical_path.h"

#include <algorithm>

namespace sage {

CriticalPath critical_path(const Graph& graph, std::span<const std::int64_t> durations,
                           const std::vector<bool>& open) {
  struct Reached {
    std::int64_t length = 0;  // of the longest chain that ends with the ticket
    TicketIndex before;       // it in that chain; itself at the beginning
  };
  std::vector<Reached> reached(graph.size());
  const TicketIndex none = static_cast<TicketIndex>(graph.size());
  TicketIndex last = none;
  for (const TicketIndex t : graph.topological()) {
    if (!open[t]) continue;
    reached[t] = {0, t};
    for (const TicketIndex p : graph.predecessors(t))
      if (open[p] && (reached[t].before == t || reached[p].length > reached[t].length))
        reached[t] = {reached[p].length, p};
    reached[t].length += durations[t];
    if (last == none || reached[t].length > reached[last].length) last = t;
  }
  CriticalPath path;
  if (last == none) return path;
  path.length = reached[last].length;
  path.tickets = {last};
  while (reached[last].before != last) path.tickets.push_back(last = reached[last].before);
  std::ranges::reverse(path.tickets);
  return path;
}

}  // namespace sage
