#include <algorithm>
#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "display.h"
#include "outlook.h"
#include "view/display_width.h"
#include "view/output.h"

namespace sage {
namespace {

/// Most urgent first.
std::vector<TicketIndex> ready_tickets(const Outlook& outlook, std::optional<std::size_t> limit) {
  Plan plan = outlook.plan(outlook.standing(), false);
  std::vector<TicketIndex> ready;
  while (!limit || ready.size() < *limit) {
    const auto ticket = plan.take_ready();
    if (!ticket) break;
    ready.push_back(*ticket);
  }
  return ready;
}

json::value ready_json(const Backlog& backlog, const std::vector<TicketIndex>& ready) {
  json::array tickets;
  for (const TicketIndex t : ready)
    tickets.push_back({{"id", to_json(backlog[t].id)},
                       {"title", to_json(backlog[t].title)},
                       {"priority", format("P{}", backlog[t].priority)},
                       {"component", to_json(backlog[t].component)}});
  return {{"schema", "sage.ready/1"}, {"tickets", std::move(tickets)}};
}

std::string ready_text(const Backlog& backlog, const std::vector<TicketIndex>& ready,
                       const Style& style) {
  int column = 0;
  for (const TicketIndex t : ready) column = std::max(column, display_width(backlog[t].id));
  std::string out;
  for (const TicketIndex t : ready)
    out += format("{}  P{}  {}\n", style.paint(Tone::strong, style.filled(backlog[t].id, column)),
                  backlog[t].priority, style.shown(backlog[t].title));
  return out;
}

}  // namespace

int ready_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const Outlook outlook(session);
  const auto ready = ready_tickets(outlook, options.selection.request.limit);
  if (options.format != Format::human)
    print_result(pretty(ready_json(outlook.backlog, ready)));
  else
    print_result(
        ready_text(outlook.backlog, ready, style_for(app, options, app.stdout_is_terminal)));
  return exit_code::ok;
}

}  // namespace sage
