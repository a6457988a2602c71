#include "plan/newly_ready.h"

#include <set>

#include "plan/plan.h"

namespace sage {
namespace {

/// All that are ready, in the order in which they would be started.
std::vector<TicketIndex> ready_in(const Backlog& backlog) {
  const Graph graph = Graph::build(backlog);
  std::vector<Standing> standing;
  for (const Ticket& ticket : backlog.tickets())
    standing.push_back(Plan::standing_of(ticket.state));
  Plan plan(backlog, graph, std::move(standing), {.avoid_overlap = false, .weights = {}});
  plan.start();
  std::vector<TicketIndex> ready;
  while (const auto ticket = plan.take_ready()) ready.push_back(*ticket);
  return ready;
}

}  // namespace

std::vector<TicketIndex> newly_ready(const Backlog& before, const Backlog& after) {
  std::set<std::string_view> were_ready;
  for (const TicketIndex ticket : ready_in(before)) were_ready.insert(before[ticket].id);
  std::vector<TicketIndex> ready = ready_in(after);
  std::erase_if(ready, [&](TicketIndex ticket) { return were_ready.contains(after[ticket].id); });
  return ready;
}

}  // namespace sage
