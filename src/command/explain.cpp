#include "explain.h"

#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "display.h"
#include "ticket/did_you_mean.h"

namespace sage {

int explain_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const Outlook outlook(session);
  const std::string id = options.selection.explain.value_or("");
  const auto ticket = outlook.backlog.find(id);
  if (!ticket)
    throw Error(ErrorKind::usage, format("{}: there is no such ticket", excerpt(id, 64)),
                did_you_mean(outlook.backlog, id));
  const Explanation about = explain(session, outlook, *ticket);
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
