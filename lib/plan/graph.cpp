#include "plan/graph.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "plan/edges.h"

namespace sage {
namespace {

/// Kahn's algorithm: take what waits for nothing, count it off at those that wait for it, go on.
/// `unmet` ends with zeros, or with a count for each ticket that is on a cycle or behind one.
std::vector<TicketIndex> sorted(const Rows& predecessors, const Rows& successors,
                                std::vector<std::size_t>& unmet) {
  std::vector<TicketIndex> order;
  order.reserve(predecessors.size());
  unmet.resize(predecessors.size());
  for (TicketIndex t = 0; t < predecessors.size(); ++t)
    if ((unmet[t] = predecessors[t].size()) == 0) order.push_back(t);
  for (std::size_t next = 0; next < order.size(); ++next)
    for (const TicketIndex t : successors[order[next]])
      if (--unmet[t] == 0) order.push_back(t);
  return order;
}

/// Each unmet ticket has an unmet predecessor, so walking from one to the next must come back to
/// one already seen; from there on the walk is a cycle. Turned to start at its first ticket.
std::vector<TicketIndex> find_cycle(const Rows& predecessors,
                                    const std::vector<std::size_t>& unmet) {
  const auto is_unmet = [&](auto t) { return unmet[t] > 0; };
  constexpr auto unseen = static_cast<std::size_t>(-1);
  std::vector<std::size_t> seen_at(unmet.size(), unseen);
  std::vector<TicketIndex> walk;
  auto t = static_cast<TicketIndex>(std::ranges::find_if(unmet, [](auto n) { return n > 0; }) -
                                    unmet.begin());
  while (seen_at[t] == unseen) {
    seen_at[t] = walk.size();
    walk.push_back(t);
    t = *std::ranges::find_if(predecessors[t], is_unmet);
  }
  walk.erase(walk.begin(), walk.begin() + static_cast<std::ptrdiff_t>(seen_at[t]));
  std::rotate(walk.begin(), std::min_element(walk.begin(), walk.end()), walk.end());
  return walk;
}

[[noreturn]] void report_cycle(const Backlog& backlog, const std::vector<TicketIndex>& cycle) {
  constexpr std::size_t shown = 20;  // of a longer cycle: half from its start, half from its end
  std::string path;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    if (cycle.size() > shown && i == shown / 2) {
      path += format("({} more) -> ", cycle.size() - shown);
      i = cycle.size() - shown / 2;
    }
    path += escaped(backlog[cycle[i]].id) + " -> ";
  }
  throw Error(ErrorKind::invalid_input,
              format("dependency cycle of {} ticket{}: {}{}", cycle.size(),
                     cycle.size() == 1 ? "" : "s", path, escaped(backlog[cycle[0]].id)),
              "each waits for the next: remove one of these dependencies");
}

}  // namespace

Graph Graph::build(const Backlog& backlog) {
  Rows predecessors = Rows::predecessors(backlog.size(), edges_of(backlog));
  Rows successors = predecessors.reversed();
  std::vector<std::size_t> unmet;
  std::vector<TicketIndex> order = sorted(predecessors, successors, unmet);
  if (order.size() < backlog.size()) report_cycle(backlog, find_cycle(predecessors, unmet));
  return {std::move(predecessors), std::move(successors), std::move(order)};
}

}  // namespace sage
