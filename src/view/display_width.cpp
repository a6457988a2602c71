#include "view/display_width.h"

#include <algorithm>
#include <iterator>

#include "base/runner_orders.h"
#include "view/width_table.h"

namespace sage {
namespace {

constexpr char32_t joiner = 0x200D, emoji_style = 0xFE0F;

template <std::size_t N>
bool among(const CodeRange (&ranges)[N], char32_t code) {
  const auto* after =
      std::upper_bound(std::begin(ranges), std::end(ranges), code,
                       [](char32_t value, const CodeRange& range) { return value < range.first; });
  return after != std::begin(ranges) && code <= std::prev(after)->last;
}

int width_of(char32_t code) {
  if (code < 0x300) return 1;
  if (among(zero_width_ranges, code)) return 0;
  return among(wide_ranges, code) ? 2 : 1;
}

/// Takes the first character off `text`; a byte that does not begin a whole one stands for itself.
char32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t code = length == 1 ? first : first & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      text.remove_prefix(1);
      return U'?';
    }
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  text.remove_prefix(length);
  return code;
}

/// A character with everything that is drawn onto it or joined to it.
struct Cluster {
  std::string_view bytes;
  int columns = 0;
};

Cluster take_cluster(std::string_view& text) {
  const std::string_view start = text;
  int columns = width_of(take_character(text));
  bool joins = false;
  while (!text.empty()) {
    std::string_view rest = text;
    const char32_t next = take_character(rest);
    const int width = width_of(next);
    if (width != 0 && !joins) break;
    columns += width;
    if (next == emoji_style) columns = std::max(columns, 2);
    joins = next == joiner;
    text = rest;
  }
  return {start.substr(0, start.size() - text.size()), columns};
}

/// The longest beginning of whole clusters within `columns`.
std::string_view beginning(std::string_view text, int columns) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view before = rest;
    columns -= take_cluster(rest).columns;
    if (columns < 0) return text.substr(0, text.size() - before.size());
  }
  return text;
}

/// Takes one line of at most `columns` off `text`; a cluster wider than that is a line of its own.
std::string_view take_line(std::string_view& text, int columns) {
  std::string_view line = beginning(text, columns);
  if (line.empty() && !text.empty()) {
    std::string_view rest = text;
    line = take_cluster(rest).bytes;
  }
  if (line.size() < text.size() && text[line.size()] != ' ') {
    const auto space = line.rfind(' ');
    if (space != line.npos && space > 0) line = line.substr(0, space);
  }
  text.remove_prefix(line.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return line;
}

}  // namespace

int display_width(std::string_view text) {
  int columns = 0;
  while (!text.empty()) columns += take_cluster(text).columns;
  return columns;
}

std::string fit(std::string_view text, int columns, std::string_view mark) {
  if (beginning(text, columns).size() == text.size()) return std::string(text);
  const int room = columns - display_width(mark);
  if (room < 0) return std::string(beginning(text, columns));
  return std::string(beginning(text, room)).append(mark);
}

std::string padded(std::string_view text, int columns, std::string_view mark) {
  std::string out = fit(text, columns, mark);
  out.append(static_cast<std::size_t>(std::max(0, columns - display_width(out))), ' ');
  return out;
}

std::vector<std::string> wrapped(std::string_view text, int columns) {
  std::vector<std::string> lines;
  std::string rest(text);
  do {
    std::string_view left = rest;
    lines.emplace_back(take_line(left, columns));
    rest = without_orders(left);  // it begins a line
  } while (!rest.empty());
  return lines;
}

}  // namespace sage
