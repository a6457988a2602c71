#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "display.h"
#include "engine/selection.h"
#include "outlook.h"
#include "view/graph_view.h"
#include "view/output.h"

namespace sage {
namespace {

/// All that `next` leads to from the tickets in `reached`.
template <class Next>
void spread(std::vector<TicketIndex> reached, std::vector<bool>& shown, const Next& next) {
  std::vector<bool> seen(shown.size());
  for (std::size_t i = 0; i < reached.size(); ++i) {
    shown[reached[i]] = true;
    for (const TicketIndex t : next(reached[i])) {
      if (!seen[t]) reached.push_back(t);
      seen[t] = true;
    }
  }
}

/// Tickets of the components; and the tickets named, what they need, and what needs them.
std::vector<bool> shown_tickets(const Outlook& outlook, const SelectionRequest& request) {
  const Backlog& backlog = outlook.backlog;
  const Selection named(request, backlog);  // all of them exist
  std::vector<bool> shown(backlog.size(), request.components.empty() && request.tickets.empty());
  for (TicketIndex t = 0; t < backlog.size(); ++t)
    if (std::ranges::find(request.components, backlog[t].component) != request.components.end())
      shown[t] = true;
  std::vector<TicketIndex> tickets;
  for (const auto& id : request.tickets) tickets.push_back(*backlog.find(id));
  spread(tickets, shown, [&](TicketIndex t) { return outlook.graph.predecessors(t); });
  spread(tickets, shown, [&](TicketIndex t) { return outlook.graph.successors(t); });
  return shown;
}

}  // namespace

int graph_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const Outlook outlook(session);
  GraphPicture picture =
      picture_of(outlook.backlog, outlook.graph, outlook.plan(outlook.standing(), true),
                 durations(outlook.backlog, outlook.past).ms);
  picture.shown = shown_tickets(outlook, options.selection.request);
  const auto text = [&] {
    switch (options.selection.graph) {
      case GraphFormat::text:
        return graph_text(picture, style_for(app, options, app.stdout_is_terminal),
                          app.stdout_is_terminal ? columns_of_stdout() : 0);
      case GraphFormat::dot:
        return graph_dot(picture);
      case GraphFormat::mermaid:
        return graph_mermaid(picture);
      case GraphFormat::json:
        return pretty(graph_json(picture));
    }
    return std::string();
  };
  print_result(text());
  return exit_code::ok;
}

}  // namespace sage
