#include "ticket/component.h"

#include <algorithm>

#include "ticket/ticket.h"

namespace sage {
namespace {

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool looks_like_a_component(std::string_view prefix) {
  if (prefix.empty() || is_digit(prefix.front())) return false;
  const bool one_word = std::ranges::all_of(
      prefix, [](char c) { return is_capital(c) || is_small(c) || is_digit(c); });
  const bool in_capitals = std::ranges::all_of(
      prefix, [](char c) { return is_capital(c) || is_digit(c) || c == '-' || c == '_'; });
  return one_word || in_capitals;
}

}  // namespace

std::string_view component_of_id(std::string_view id) {
  const std::string_view prefix = prefix_of(id);
  return looks_like_a_component(prefix) ? prefix : miscellaneous;
}

}  // namespace sage
