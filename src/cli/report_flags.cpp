#include "cli/choice.h"
#include "cli/flags.h"

namespace sage {
namespace {

using As = ReportArguments::As;

const Choices<As> formats{{"text", As::text},   {"markdown", As::markdown},
                          {"json", As::json},   {"pull-request", As::pull_request},
                          {"trace", As::trace}, {"html", As::html},
                          {"junit", As::junit}};

}  // namespace

void add_report_flags(CLI::App& command, Options& options) {
  command.add_option("run", options.report.run,
                     "id of a run, or the beginning of one (the newest)");
  add_choice(command, "--format", options.report.as, formats, "what the report is to be");
  command.add_option("--output", options.report.output, "write it to FILE, whole or not at all")
      ->type_name("FILE");
}

}  // namespace sage
