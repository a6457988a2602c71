#include "modes/shown_text.h"

#include <functional>

#include "agent/markdown.h"
#include "base/text.h"

namespace sage {
namespace {

constexpr std::size_t most_lines = 200;

using Paint = std::function<Tone(std::string_view line)>;

std::string shown_lines(std::string_view text, const Style& style, const Paint& tone) {
  std::string out;
  for (std::size_t lines = 0; !text.empty(); ++lines) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (lines == most_lines) return out + "(and more)\n";
    out += style.paint(tone(line), style.as_it_stands(line)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Tone tone_of(std::string_view line) {
  if (line.starts_with("diff ") || line.starts_with("+++ ") || line.starts_with("--- "))
    return Tone::strong;
  if (line.starts_with("@@")) return Tone::dim;
  if (line.starts_with('+')) return Tone::good;
  if (line.starts_with('-')) return Tone::bad;
  return Tone::plain;
}

}  // namespace

std::string ticket_text(std::string_view ticket_json) {
  json::value ticket = parse_json(ticket_json, "the ticket");
  json::object& members = ticket.as_object();
  std::string out;
  for (const char* first : {"title", "description"}) {
    if (const auto* text = members.if_contains(first); text && !is_blank(*text))
      out += to_markdown(*text) + "\n";
    members.erase(first);
  }
  return out + to_markdown(ticket) + "\n";
}

std::string shown_text(std::string_view text, const Style& style) {
  return shown_lines(text, style, [](std::string_view) { return Tone::plain; });
}

std::string shown_diff(std::string_view patches, const Style& style) {
  return shown_lines(patches, style, tone_of);
}

}  // namespace sage
