#include "report/github.h"

#include "base/runner_orders.h"
#include "report/markdown.h"
#include "report/progress.h"
#include "run/layout.h"

namespace sage {
namespace {

constexpr std::size_t shown_of_a_kind = 10;
constexpr std::size_t title_bytes = 200, message_bytes = 1000;

struct Annotation {
  std::string title, message;
  std::uint64_t line = 0;  ///< of the index; 0: of no line
};

std::string command_of(std::string_view kind, const Annotation& annotation) {
  std::vector<std::pair<std::string, std::string>> properties{{"title", annotation.title}};
  if (annotation.line > 0) {
    properties.emplace_back("file", index_in_tree);
    properties.emplace_back("line", std::to_string(annotation.line));
  }
  return workflow_command(kind, properties, annotation.message);
}

/// The annotations from `first` on in one.
Annotation rest_of(const std::vector<Annotation>& annotations, std::size_t first) {
  std::vector<std::string> titles;
  for (std::size_t i = first; i < annotations.size(); ++i) titles.push_back(annotations[i].title);
  return {format("and {} more", titles.size()), listing(titles, 50)};
}

std::string commands_of(std::string_view kind, std::vector<Annotation> annotations) {
  if (annotations.size() > shown_of_a_kind) {
    annotations[shown_of_a_kind - 1] = rest_of(annotations, shown_of_a_kind - 1);
    annotations.resize(shown_of_a_kind);
  }
  std::string out;
  for (const auto& annotation : annotations) out += command_of(kind, annotation);
  return out;
}

std::string brief(std::string_view text, std::size_t bytes) {
  return excerpt(on_one_line(text), bytes);
}

Annotation deferral(const TicketFacts& ticket) {
  std::string message =
      brief(ticket.title, title_bytes) + "\n" + brief(ticket.message, message_bytes);
  if (!ticket.last_error.empty() && ticket.last_error != ticket.message)
    message += "\nlast error: " + brief(ticket.last_error, message_bytes);
  return {format("{} deferred: {}", ticket.id, brief(ticket.category, title_bytes)), message,
          ticket.line};
}

}  // namespace

std::string annotations(const RunFacts& facts) {
  std::vector<Annotation> errors, warnings;
  for (const auto& ticket : facts.tickets)
    if (is_deferred_now(ticket)) errors.push_back(deferral(ticket));
  for (const auto& warning : facts.warnings)
    warnings.push_back({"sage-stream", brief(warning, message_bytes)});
  return commands_of("error", std::move(errors)) + commands_of("warning", std::move(warnings)) +
         commands_of("notice", {{"sage-stream", headline(facts)}});
}

std::string job_summary(const RunFacts& facts, std::size_t bytes) {
  constexpr std::string_view note =
      "\nThe rest does not fit into the summary of a job: `sage-stream report` has it.\n";
  std::string text = markdown_report(facts) + "\n";
  if (text.size() <= bytes) return text;
  const auto end = bytes < note.size() ? text.npos : text.rfind('\n', bytes - note.size() - 1);
  if (end == text.npos) return {};
  return text.substr(0, end + 1).append(note);
}

}  // namespace sage
