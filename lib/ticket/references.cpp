#include "ticket/references.h"

#include <algorithm>
#include <set>

namespace sage {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_of_a_word(char c) {
  return is_upper(c) || is_digit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
}

/// "AUTH-001", "A2A-006", "ADAP-005-1".
bool has_usual_form(std::string_view word) {
  const auto dash = word.find('-');
  if (dash == word.npos || std::ranges::none_of(word.substr(0, dash), is_upper)) return false;
  if (!std::ranges::all_of(word.substr(0, dash), [](char c) { return is_upper(c) || is_digit(c); }))
    return false;
  const auto numbers = word.substr(dash);
  return is_digit(numbers.back()) && numbers.find("--") == numbers.npos &&
         std::ranges::all_of(numbers, [](char c) { return is_digit(c) || c == '-'; });
}

/// A sentence may end behind it.
std::string_view without_full_stop(std::string_view word) {
  return word.substr(0, word.find_last_not_of('.') + 1);
}

}  // namespace

std::vector<std::string> unknown_references(std::string_view text, const Backlog& backlog) {
  std::set<std::string_view> prefixes;
  for (const Ticket& ticket : backlog.tickets()) prefixes.insert(prefix_of(ticket.id));
  std::vector<std::string> unknown;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    while (at < text.size() && is_of_a_word(text[at])) ++at;
    const auto word = without_full_stop(text.substr(begin, at - begin));
    const bool is_said = begin > 0 && text[begin - 1] == '#';
    if (at == begin) ++at;
    if (!has_usual_form(word) || backlog.find(word)) continue;
    if (!is_said && !prefixes.contains(prefix_of(word))) continue;
    if (std::ranges::find(unknown, word) == unknown.end()) unknown.emplace_back(word);
  }
  return unknown;
}

}  // namespace sage
