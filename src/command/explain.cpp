#include "explain.h"

#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "display.h"
#include "ticket/named.h"

namespace sage {

int explain_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const Outlook outlook(session);
  const TicketIndex ticket = named_ticket(outlook.backlog, options.selection.explain.value_or(""));
  const Explanation about = explain(session, outlook, ticket);
  if (options.format != Format::human) {
    std::fputs(pretty(to_json(about)).c_str(), stdout);
    return exit_code::ok;
  }
  ReportOptions report;
  report.style = style_for(app, options, app.stdout_is_terminal);
  report.columns = columns_of_stdout();
  std::fputs(explanation_text(about, report).c_str(), stdout);
  return exit_code::ok;
}

}  // namespace sage
