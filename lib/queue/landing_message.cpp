#include <cctype>
#include <map>

#include "base/placeholders.h"
#include "queue/entry.h"

namespace sage {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// The word of conventional commits for a ticket's type.
std::string commit_type(const std::string& ticket_type) {
  static const std::map<std::string, std::string> known{
      {"bug", "fix"},   {"bugfix", "fix"},        {"hotfix", "fix"},
      {"fix", "fix"},   {"refactor", "refactor"}, {"refactoring", "refactor"},
      {"docs", "docs"}, {"doc", "docs"},          {"documentation", "docs"},
      {"test", "test"}, {"tests", "test"},        {"testing", "test"}};
  const auto found = known.find(lower(ticket_type));
  return found == known.end() ? "feat" : found->second;
}

/// Recovery believes a "Sage-Result:" in the last paragraph of a landing commit: what an agent
/// wrote must never stand where one can.
std::string without_false_trailers(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    if (lower(line.substr(0, 5)) == "sage-") out += "    ";
    out += line;
    text.remove_prefix(line.size());
    if (!text.empty()) {
      out += '\n';
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string standard_message(const std::map<std::string, std::string>& parts) {
  const bool has_component = !parts.at("component").empty();
  return fill_placeholders(has_component ? "{type}({component}): #{id} {title}\n\n{summary}"
                                         : "{type}: #{id} {title}\n\n{summary}",
                           parts);
}

}  // namespace

std::string subject_text(std::string_view text) { return on_one_line(printable(text)); }

std::string message_text(std::string_view text) {
  return without_false_trailers(trimmed(printable(text)));
}

std::string landing_message(const MessageParts& parts, const std::string& template_text) {
  const std::map<std::string, std::string> values{{"type", commit_type(parts.ticket_type)},
                                                  {"component", subject_text(parts.component)},
                                                  {"id", subject_text(parts.id)},
                                                  {"title", subject_text(parts.title)},
                                                  {"summary", message_text(parts.summary)}};
  const std::string own = fill_placeholders(printable(template_text), values);
  const std::string_view text = trimmed(own);
  return std::string(trimmed(text.empty() ? standard_message(values) : text));
}

}  // namespace sage
