#include "plan/graph.h"

#include "base/error.h"
#include "plan/cycles.h"
#include "plan/edges.h"

namespace sage {
namespace {

/// Kahn's algorithm: take what waits for nothing, count it off at those that wait for it, go on.
/// What is on a cycle or behind one never comes.
std::vector<TicketIndex> sorted(const Rows& predecessors, const Rows& successors) {
  std::vector<TicketIndex> order;
  order.reserve(predecessors.size());
  std::vector<std::size_t> unmet(predecessors.size());
  for (TicketIndex t = 0; t < predecessors.size(); ++t)
    if ((unmet[t] = predecessors[t].size()) == 0) order.push_back(t);
  for (std::size_t next = 0; next < order.size(); ++next)
    for (const TicketIndex t : successors[order[next]])
      if (--unmet[t] == 0) order.push_back(t);
  return order;
}

[[noreturn]] void report_cycle(const Backlog& backlog, const Rows& predecessors) {
  throw Error(ErrorKind::invalid_input, describe_cycle(backlog, cycles_in(predecessors).front()),
              "each waits for the next: remove one of these dependencies");
}

}  // namespace

Graph Graph::build(const Backlog& backlog) {
  Rows predecessors = Rows::predecessors(backlog.size(), edges_of(backlog));
  Rows successors = predecessors.reversed();
  std::vector<TicketIndex> order = sorted(predecessors, successors);
  if (order.size() < backlog.size()) report_cycle(backlog, predecessors);
  return {std::move(predecessors), std::move(successors), std::move(order)};
}

}  // namespace sage
