#include "validate/print.h"

#include "base/runner_orders.h"
#include "base/text.h"

namespace sage {
namespace {

std::string line_of(const Finding& finding) {
  std::string line = format("{}:{}:{}: {}: {} [{}]\n", finding.file, finding.line, finding.column,
                            to_string(finding.rule->severity), finding.message, finding.rule->id);
  if (!finding.hint.empty()) line += format("  hint: {}\n", finding.hint);
  return line;
}

json::object to_object(const Finding& finding) {
  return {{"file", finding.file},
          {"line", finding.line},
          {"column", finding.column},
          {"ticket", finding.ticket},
          {"field", finding.field},
          {"rule", finding.rule->id},
          {"severity", to_string(finding.rule->severity)},
          {"message", finding.message},
          {"hint", finding.hint}};
}

}  // namespace

std::string human_text(const ValidationReport& report) {
  std::string text;
  for (const Finding& finding : report.findings) text += line_of(finding);
  return text;
}

json::object validation_json(const ValidationReport& report) {
  json::array findings;
  for (const Finding& finding : report.findings) findings.push_back(to_object(finding));
  return {{"schema", "sage.validation/1"},
          {"tickets", report.tickets},
          {"errors", report.count(Severity::error)},
          {"warnings", report.count(Severity::warning)},
          {"findings", std::move(findings)}};
}

std::string github_commands(const ValidationReport& report) {
  constexpr std::size_t most_shown = 10;
  std::string text, rest;
  std::size_t shown[2] = {}, more = 0;
  for (const Finding& finding : report.findings) {
    if (shown[static_cast<std::size_t>(finding.rule->severity)]++ >= most_shown) {
      rest += line_of(finding);
      ++more;
      continue;
    }
    std::string message = finding.message;
    if (!finding.hint.empty()) message += "\nhint: " + finding.hint;
    const std::pair<std::string, std::string> place[] = {{"file", finding.file},
                                                         {"line", std::to_string(finding.line)},
                                                         {"col", std::to_string(finding.column)},
                                                         {"title", std::string(finding.rule->id)}};
    text += workflow_command(to_string(finding.rule->severity), place, message);
  }
  if (more > 0)
    text += format(
        "::notice title=sage-stream validate::{} more {} in the log: GitHub shows {} errors and {} "
        "warnings a step\n",
        more, more == 1 ? "finding is" : "findings are", most_shown, most_shown);
  return text + rest;
}

std::string summary_line(const ValidationReport& report) {
  const std::size_t errors = report.count(Severity::error);
  const std::size_t warnings = report.count(Severity::warning);
  if (errors + warnings == 0) return counted(report.tickets, "ticket") + ": nothing is wrong";
  return format("{} and {} in {}", counted(errors, "error"), counted(warnings, "warning"),
                counted(report.tickets, "ticket"));
}

}  // namespace sage
