// The ticket index under validation, and the head of a ticket's Markdown file.
#include "validate/validate.h"

#include <algorithm>

#include "fuzz/fuzz.h"
#include "plan/graph.h"
#include "ticket/read_index.h"
#include "validate/fix.h"
#include "validate/print.h"
#include "validate/ticket_file.h"

using namespace sage;
using namespace sage::fuzz;

namespace {

/// Every ticket has a file, which is the input; every second document is there.
class InputFiles : public Files {
 public:
  explicit InputFiles(const std::string& text) : text_(text) {}
  std::optional<std::string> read(const std::string&) const override { return text_; }
  bool exists(const std::string& path) const override { return path.size() % 2 == 0; }
  std::vector<std::string> names_in(const std::string&) const override {
    return {"A-1.md", "A-2.md", "B-1.md", "\x1b.md", ".md"};
  }

 private:
  const std::string& text_;
};

bool is_refused(const std::string& text) {
  return !accepted([&] {
    const Backlog backlog = read_index_text(text, "index.json");
    Graph::build(backlog);
    return true;
  });
}

void require_findings(const ValidationReport& report) {
  for (const Finding& finding : report.findings) {
    require_line(finding.message);
    require_line(finding.hint);
    require(escaped(finding.ticket + finding.field + finding.file) ==
                finding.ticket + finding.field + finding.file,
            "names that can be printed");
    require(finding.line > 0 && finding.column > 0, "places count from 1");
  }
}

std::size_t count_errors(const ValidationReport& report) {
  return static_cast<std::size_t>(std::ranges::count_if(report.findings, [](const Finding& found) {
    return found.rule->severity == Severity::error && found.rule->id != "invalid-checks";
  }));
}

void require_fix(const IndexSurvey& survey, std::size_t errors_before) {
  std::string fixed = fixed_index(survey);
  const IndexSurvey again = survey_index(fixed);
  require(again.backlog.has_value(), "what is fixed is JSON");
  require(again.backlog->size() == survey.backlog->size(), "no ticket is lost");
  require(fixed_index(again) == fixed, "fixing again changes nothing");
  require(count_errors(validate(again, "index.json")) <= errors_before, "no new error");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text = text_of(data, size);
  const InputFiles files(text);
  const IndexSurvey survey = survey_index(text);
  const auto report =
      validate(survey, "index.json", {&files, [](std::string_view) { return true; }});
  require_findings(report);
  require((count_errors(report) > 0) == is_refused(text), "an error is what a run refuses");
  require(is_utf8(human_text(report) + github_commands(report)), "printed as UTF-8");
  if (survey.backlog) require_fix(survey, count_errors(report));
  return 0;
}
