#include "agent/prompt.h"

#include <algorithm>

#include "agent/documents.h"
#include "agent/markdown.h"

namespace sage {
namespace {

struct Section {
  std::string_view member, heading;
  bool names_documents = false;
};

/// In the order of the prompt.
constexpr Section sections[] = {
    {"description", "Description"},
    {"acceptanceCriteria", "Acceptance criteria"},
    {"acceptance_criteria", "Acceptance criteria"},
    {"tasks", "Tasks, in this order"},
    {"targetFiles", "Files to work on"},
    {"notes", "Notes"},
    {"context", "Context", true},
    {"docs", "Documents", true},
};

/// What schedules or records a ticket and does not describe the work.
constexpr std::string_view bookkeeping[] = {
    "id",       "title",          "state",          "status",       "priority",
    "type",     "dependencies",   "blocks",         "blockedBy",    "parent",
    "children", "relatedTo",      "discoveredFrom", "component",    "sprint",
    "owner",    "github",         "effort",         "estimate",     "run",
    "agent",    "created",        "updated",        "completed",    "completedAt",
    "git",      "state_history",  "stateHistory",   "defer_reason", "deferReason",
    "deferred", "deferred_reason"};

std::string text_member(const json::object& ticket, std::string_view name) {
  const auto* value = ticket.if_contains(name);
  return value && value->is_string() ? std::string(trimmed(value->get_string())) : std::string();
}

std::string heading(const json::object& ticket) {
  std::string out =
      format("# {} {}\n\n", text_member(ticket, "id"), escaped(text_member(ticket, "title")));
  std::vector<std::string> facts;
  for (const std::string_view name : {"type", "priority", "component"})
    if (const auto text = text_member(ticket, name); !text.empty())
      facts.push_back(format("{} {}", name, escaped(text)));
  if (!facts.empty()) out += format("{}\n\n", listing(facts));
  return out +
         "You work on this one ticket, alone: nobody reads along or answers questions. Your\n"
         "working folder is a private copy of the repository. What you change in its files\n"
         "is collected when you end, checked, and landed as one commit.\n";
}

void add_section(std::string_view title, const json::value& value, std::string& out) {
  if (!is_blank(value)) out += format("\n## {}\n\n{}", title, to_markdown(value));
}

std::string described(const json::object& ticket, DocumentShelf& shelf) {
  std::string out;
  for (const auto& section : sections) {
    const auto* value = ticket.if_contains(section.member);
    if (!value) continue;
    add_section(section.heading, *value, out);
    if (section.names_documents) out += shelf.inlined(*value);
  }
  return out;
}

bool is_known(std::string_view member) {
  return std::ranges::find(sections, member, &Section::member) != std::end(sections) ||
         std::ranges::find(bookkeeping, member) != std::end(bookkeeping);
}

/// Members we know nothing of: whoever wrote them wrote them for the one who does the work.
std::string other_members(const json::object& ticket) {
  std::string out;
  for (const auto& member : ticket)
    if (!is_known(member.key()))
      add_section(format("Also in the ticket: {}", escaped(member.key())), member.value(), out);
  return out;
}

std::string told(const PromptEarlier& earlier) {
  std::string out = format("\n### Attempt {}\n\n", earlier.attempt);
  if (!earlier.problem.empty()) out += "What went wrong:\n\n" + fenced(valid_utf8(earlier.problem));
  if (!earlier.paths.empty()) {
    out += "\nOther work landed meanwhile that does not merge with it in:\n\n";
    for (const auto& path : earlier.paths) out += format("- {}\n", code_span(path));
    out += "\nThe files before you hold that other work: do the ticket on top of it.\n";
  }
  if (earlier.in_files)
    out += format(
        "\nWhat it had made, commit {}, is in your files already, merged with all that has landed\n"
        "since: go on from there.\n",
        earlier.result);
  else if (!earlier.result.empty())
    out += format(
        "\nWhat it had made is commit {0}. It is not in your files; see it with\n"
        "`git show {0}` and take over what is good.\n",
        earlier.result);
  return out;
}

std::string earlier_attempts(const std::vector<PromptEarlier>& earlier) {
  if (earlier.empty()) return {};
  std::string out = "\n## Earlier attempts\n\nThis ticket was tried before and did not land.\n";
  for (const auto& attempt : earlier) out += told(attempt);
  return out;
}

std::string mending(const PromptFailure& failure) {
  return format(
      "\n## Mend this now: the check {} does not pass\n\n"
      "This ticket was worked on before you: your files hold what was made, and `HEAD` is a "
      "commit\n"
      "of it. It does not pass this check, whose verdict is {}. Its command:\n\n{}"
      "\nThe end of what it printed (all of it is in {}):\n\n{}"
      "\nMend the cause. When you end, the check runs again on your files as they are then.\n",
      code_span(failure.check), escaped(failure.verdict), fenced(valid_utf8(failure.command)),
      code_span(failure.log), fenced(valid_utf8(failure.output)));
}

std::string task_list(const PromptInput& input) {
  if (input.tasks.empty() || input.task.empty()) return {};
  std::string out = format(
      "\n## Your part now: sub-task {}\n\nThis ticket is done in sub-tasks, one at a time:\n\n",
      escaped(input.task));
  for (const auto& task : input.tasks)
    out += format("- [{}] {}{}: {}\n", task.done ? 'x' : ' ', escaped(task.id),
                  task.id == input.task ? " (now)" : "", escaped(task.description));
  return out +
         "\nDo this one now and leave the others: your files hold what is done, and the rest\n"
         "will have its turn.\n";
}

std::string rules(const std::string& result_file) {
  return format(R"(
## Rules

- Work only inside your working folder. Do not push, and do not touch other repositories.
- Commit or leave your changes uncommitted: both count. Remove temporary files of your own.
- Do not edit the ticket index (`.sage/tickets/index.json`): such changes are left out.
- Do what you are asked, whole and no more. Build and test it the way the repository does
  before you end.
- If something is unclear, take the most sensible reading and say so in your summary.
- Nothing to change because it is done already is a good result: say so and change nothing.

## How to report

Write one JSON object to {} (also in `$SAGE_RESULT_FILE`):

```json
{{
  "outcome": "COMPLETED",
  "summary": "What was changed and why, for the commit message.",
  "discovered": [
    {{"title": "Other work found on the way", "description": "…", "type": "bug", "priority": "P2"}}
  ]
}}
```

If the ticket cannot be done now, put `"outcome": "DEFERRED"` and the reason in
`"defer_reason"`. If you cannot write that file, end your last message with the line
`RESULT: COMPLETED` or `RESULT: DEFERRED`. `discovered` may be left out.
)",
                code_span(result_file));
}

}  // namespace

std::string make_prompt(const PromptInput& input) {
  const json::value parsed = parse_json(input.ticket_json, "ticket");
  if (!parsed.is_object()) detail::wrong_type("ticket", "an object", parsed);
  const json::object& ticket = parsed.get_object();
  DocumentShelf shelf(input.read_document);
  return heading(ticket) + (input.failure ? mending(*input.failure) : "") + task_list(input) +
         described(ticket, shelf) + other_members(ticket) + earlier_attempts(input.earlier) +
         rules(input.result_file);
}

}  // namespace sage
