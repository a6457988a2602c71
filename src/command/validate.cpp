#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "index_at.h"
#include "repo/text_diff.h"
#include "stream.h"
#include "validate/fix.h"
#include "validate/print.h"
#include "view/output.h"

namespace sage {
namespace {

using OutputFormat = ValidateOptions::Format;

/// Mends the file as far as that has one right answer; gives the diff.
std::string fix(const App& app, const Options& options, const Layout& layout, IndexAt& index) {
  if (!index.text) return {};
  if (index.in_branch)
    throw Error(ErrorKind::repository_state,
                "--fix mends a file, and a run here would use the index of a branch",
                "run it in a checkout of that branch");
  const auto locks = take_stream_lock(open_session(app, options), options.command_line);
  const FileStamp stamp = stamp_of(layout.index());
  std::string before = read_file(layout.index()).value_or("");
  const IndexSurvey survey = survey_index(before);
  index.text = survey.backlog ? fixed_index(survey) : before;
  if (index.text == before) return {};
  const std::string_view fixed = *index.text;
  if (!replace_file_if(layout.index(), {&fixed, 1},
                       [&] { return stamp_of(layout.index()) == stamp; }))
    throw Error(ErrorKind::repository_state,
                format("{}: somebody else changed it meanwhile; nothing was fixed", index.name),
                "run it again");
  return text_diff(index_in_tree, before, *index.text);
}

std::string printed(const ValidationReport& report, const std::string& diff, OutputFormat format) {
  switch (format) {
    case OutputFormat::human:
      return diff + human_text(report);
    case OutputFormat::github:
      return github_commands(report);
    case OutputFormat::sarif:
      return pretty(sarif(report, SAGE_VERSION));
    case OutputFormat::json:
      break;
  }
  json::object document = validation_json(report);
  document["diff"] = diff;
  return pretty(document);
}

}  // namespace

int validate_command(const App& app, const Options& options) {
  const ValidateOptions& asked = options.validate;
  if (asked.fix && (asked.format == OutputFormat::sarif || asked.format == OutputFormat::github))
    throw Error(ErrorKind::usage, "--fix shows a diff: --format=human or json");
  const Repository repository = Repository::discover(app.folder);
  const Layout layout = layout_of(repository);
  IndexAt index = asked.staged         ? index_staged(app, repository)
                  : !asked.rev.empty() ? index_of_commit(app, repository, asked.rev)
                                       : index_of_run(app, options, repository);
  const std::string diff = asked.fix ? fix(app, options, layout, index) : "";
  const ValidationReport report = report_on(index);
  print_result(printed(report, diff, asked.format));
  fmt::print(stderr, "{}{}\n", summary_line(report), index.in_branch ? " (in the branch)" : "");
  const bool passes =
      report.count(Severity::error) == 0 && (!asked.strict || report.count(Severity::warning) == 0);
  return passes ? exit_code::ok : exit_code::invalid_input;
}

}  // namespace sage
