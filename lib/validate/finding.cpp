#include "validate/finding.h"

#include <algorithm>

namespace sage {
namespace {

constexpr Rule table[] = {
    {"missing-index", Severity::error, "there is no ticket index that could be read"},
    {"invalid-json", Severity::error, "the index is not JSON"},
    {"invalid-shape", Severity::error, "the index is no object with an array of tickets"},
    {"repeated-member", Severity::error, "a member is there twice"},
    {"missing-member", Severity::error, "a ticket has no id, title or state"},
    {"wrong-type", Severity::error, "a member that scheduling rests on has another type"},
    {"invalid-id", Severity::error, "an id that cannot be part of a path and of a ref name"},
    {"duplicate-id", Severity::error, "two tickets have one id, or ids that differ only in case"},
    {"unknown-state", Severity::error, "a state that is none"},
    {"dangling-reference", Severity::error,
     "a ticket waits for, or contains, one that is not there"},
    {"cycle", Severity::error, "tickets wait for each other"},
    {"invalid-checks", Severity::error, "validation_config or tasks cannot be followed"},
    {"unknown-agent", Severity::error, "a ticket asks for an agent that nobody configured"},
    {"unusual-id", Severity::warning, "an id in another form than AUTH-001"},
    {"unknown-priority", Severity::warning, "a priority that is none, taken as P2"},
    {"unusual-value", Severity::warning,
     "a member that advises scheduling is left out for its form"},
    {"unknown-member", Severity::warning, "a name that is nearly that of a member"},
    {"dangling-mention", Severity::warning, "relatedTo or discoveredFrom names no ticket"},
    {"duplicate-entry", Severity::warning, "a list names a ticket twice"},
    {"blocked-by-disagrees", Severity::warning, "blocks and blockedBy of two tickets disagree"},
    {"parent-child-disagree", Severity::warning, "parent and children of two tickets disagree"},
    {"impossible-state", Severity::warning, "a state that the states of other tickets rule out"},
    {"missing-ticket-file", Severity::warning, "a ticket lacks the file that others like it have"},
    {"ticket-file-disagrees", Severity::warning,
     "a ticket's file says something else than the index"},
    {"stray-ticket-file", Severity::warning, "a ticket's file without the ticket"},
    {"missing-document", Severity::warning, "a document that a ticket names is not there"},
};

}  // namespace

std::string_view to_string(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

std::span<const Rule> rules() { return table; }

const Rule& rule_named(std::string_view id) { return *std::ranges::find(table, id, &Rule::id); }

std::size_t ValidationReport::count(Severity severity) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      findings, [&](const Finding& finding) { return finding.rule->severity == severity; }));
}

}  // namespace sage
