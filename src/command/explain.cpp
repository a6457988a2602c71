#include "explain.h"

#include "cli/exit_code.h"
#include "command/commands.h"
#include "display.h"
#include "ticket/named.h"
#include "view/output.h"

namespace sage {

int explain_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const Outlook outlook(session);
  const TicketIndex ticket = named_ticket(outlook.backlog, options.selection.explain.value_or(""));
  const Explanation about = explain(session, outlook, ticket);
  if (options.format != Format::human) {
    print_result(pretty(to_json(about)));
    return exit_code::ok;
  }
  ReportOptions report;
  report.style = style_for(app, options, app.stdout_is_terminal);
  report.columns = columns_of_stdout();
  print_result(explanation_text(about, report));
  return exit_code::ok;
}

}  // namespace sage
