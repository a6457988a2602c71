#include "base/runner_orders.h"
#include "cli/exit_code.h"
#include "command/commands.h"
#include "command/gather_facts.h"
#include "display.h"
#include "output_file.h"
#include "report/html.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/trace.h"
#include "view/output.h"
#include "view/report_text.h"

namespace sage {
namespace {

using As = ReportArguments::As;

std::string as_text(const App& app, const Options& options, const RunFacts& facts) {
  const bool to_terminal = app.stdout_is_terminal && options.report.output.empty();
  return report_text(progress_of(facts), style_for(app, options, to_terminal),
                     to_terminal ? columns_of_stdout() : 0);
}

/// A description is of what is there to be merged; any other report of what the run did.
RunFacts facts_for(const Session& session, const ReportArguments& arguments) {
  if (arguments.as != As::pull_request) return gather_facts(session, arguments.run);
  const std::string& asked = arguments.run;
  RunFacts facts = gather_facts(session, asked.empty() ? newest_with_landings(session) : asked);
  take_back(taken_back(session, facts), facts);
  return facts;
}

std::string report(const App& app, const Options& options, const RunFacts& facts) {
  switch (options.report.as) {
    case As::text:
      return as_text(app, options, facts);
    case As::markdown:
      return markdown_report(facts);
    case As::pull_request:
      return pull_request(facts);
    case As::json:
      return pretty(to_json(facts));
    case As::trace:
      return json_without_orders(json::serialize(trace_of(facts))) + "\n";
    case As::junit:
      return junit(facts);
    case As::html:
      return html_report(facts);
  }
  return {};
}

}  // namespace

int report_command(const App& app, const Options& options) {
  const fs::path& output = options.report.output;
  if (!output.empty()) check_output_file(app.folder / output);
  const Session session = open_session(app, options);
  const std::string text = report(app, options, facts_for(session, options.report));
  if (output.empty())
    print_result(text);
  else
    replace_file(app.folder / output, text);
  return exit_code::ok;
}

}  // namespace sage
