#include "plan/contained.h"

#include "plan/edges.h"

namespace sage {

std::vector<TicketIndex> with_contained(const Backlog& backlog, std::vector<TicketIndex> tickets) {
  std::vector<std::vector<TicketIndex>> contained(backlog.size());
  for (TicketIndex t = 0; t < backlog.size(); ++t)
    each_reference(backlog, t, [&](const Reference& to) {
      if (to.to && to.link == Link::children) contained[t].push_back(*to.to);
      if (to.to && to.link == Link::parent) contained[*to.to].push_back(t);
    });
  std::vector<bool> found(backlog.size());
  for (const TicketIndex t : tickets) found[t] = true;
  for (std::size_t next = 0; next < tickets.size(); ++next)
    for (const TicketIndex t : contained[tickets[next]]) {
      if (found[t]) continue;
      found[t] = true;
      tickets.push_back(t);
    }
  return tickets;
}

}  // namespace sage
