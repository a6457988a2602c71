#include <algorithm>

#include "base/text.h"
#include "repo/commit.h"

namespace sage {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The lines behind the last blank one; none if that leaves the subject's own paragraph.
std::vector<std::string_view> last_paragraph(std::string_view message) {
  const auto blank = [](std::string_view line) { return trimmed(line).empty(); };
  auto lines = lines_of(message);
  while (!lines.empty() && blank(lines.back())) lines.pop_back();
  const auto before = std::find_if(lines.rbegin(), lines.rend(), blank);
  if (std::all_of(before, lines.rend(), blank)) return {};
  return {before.base(), lines.end()};
}

bool same_key(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::vector<std::string> trailers(std::string_view message, std::string_view key) {
  std::vector<std::string> values;
  bool continues = false;
  for (const std::string_view line : last_paragraph(message)) {
    if (line.front() == ' ' || line.front() == '\t') {
      if (continues) values.back() += " " + std::string(trimmed(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    continues = colon != line.npos && same_key(trimmed(line.substr(0, colon)), key);
    if (continues) values.emplace_back(trimmed(line.substr(colon + 1)));
  }
  return values;
}

}  // namespace sage
