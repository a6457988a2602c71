#include "validate/validate.h"

#include <algorithm>

#include "base/text.h"
#include "validate/checks.h"
#include "validate/positions.h"

namespace sage {
namespace {

std::vector<std::size_t> offsets_of(const std::vector<IndexProblem>& problems) {
  std::vector<std::size_t> offsets;
  for (const auto& problem : problems) {
    offsets.push_back(problem.offset);
    if (problem.first) offsets.push_back(*problem.first);
  }
  return offsets;
}

std::string who(const IndexSurvey& survey, const IndexProblem& problem) {
  if (!problem.ticket) return {};
  if (!survey.backlog || (*survey.backlog)[*problem.ticket].id.empty())
    return format("tickets[{}]: ", *problem.ticket);
  return format("ticket {}: ", excerpt((*survey.backlog)[*problem.ticket].id, 64));
}

Finding finding_of(const IndexSurvey& survey, const IndexProblem& problem, const std::string& file,
                   const Positions& positions) {
  const auto [line, column] = positions(problem.offset);
  Finding finding{&rule_named(problem.rule), file, line, column};
  if (problem.ticket && survey.backlog)
    finding.ticket = excerpt((*survey.backlog)[*problem.ticket].id, 64);
  finding.field = escaped(problem.field);
  finding.message = who(survey, problem) + problem.what;
  if (problem.first)
    finding.message += format("; the first is on line {}", positions(*problem.first).line);
  finding.hint = problem.hint;
  return finding;
}

/// What was met before the place where the text stops being JSON is hardly what was meant.
std::vector<IndexProblem> what_is_no_json(std::vector<IndexProblem> problems) {
  std::erase_if(problems, [](const auto& problem) { return problem.rule != "invalid-json"; });
  return problems;
}

std::vector<Finding> located(const IndexSurvey& survey, std::vector<IndexProblem> problems,
                             const std::string& file) {
  std::ranges::stable_sort(problems, {}, &IndexProblem::offset);
  const Positions positions(survey.text, offsets_of(problems));
  std::vector<Finding> findings;
  findings.reserve(problems.size());
  for (const auto& problem : problems)
    findings.push_back(finding_of(survey, problem, file, positions));
  return findings;
}

}  // namespace

ValidationReport validate(const IndexSurvey& survey, const std::string& file,
                          const Surroundings& around) {
  if (!survey.backlog) return {0, located(survey, what_is_no_json(survey.problems), file)};
  Subject subject(survey);
  std::vector<Finding> elsewhere;
  check_references(subject);
  check_cycles(subject);
  check_hierarchy(subject);
  check_states(subject);
  check_ticket_checks(subject);
  check_agents(subject, around);
  if (around.files) {
    check_documents(subject, *around.files);
    check_ticket_files(subject, *around.files, elsewhere);
  }
  ValidationReport report{subject.backlog.size(),
                          located(survey, std::move(subject.problems), file)};
  std::ranges::move(elsewhere, std::back_inserter(report.findings));
  return report;
}

ValidationReport without_index(const std::string& file, const std::string& why) {
  return {0,
          {{.rule = &rule_named("missing-index"),
            .file = file,
            .message = why,
            .hint = "to begin with no ticket, write {\"tickets\": []} into it"}}};
}

}  // namespace sage
