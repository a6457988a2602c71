#include "ticket/meant_member.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace sage {
namespace {

/// Those that change what a run does. Without an id, a title or a state there is an error anyway.
constexpr std::array<std::string_view, 17> members{
    "type",   "component", "agent",       "priority",          "run",       "dependencies",
    "blocks", "blockedBy", "parent",      "children",          "relatedTo", "discoveredFrom",
    "effort", "estimate",  "targetFiles", "validation_config", "tasks"};

/// Without "_" and "-", in small letters.
constexpr std::pair<std::string_view, std::string_view> other_words[]{
    {"dependson", "dependencies"},
    {"depends", "dependencies"},
    {"deps", "dependencies"},
    {"dependency", "dependencies"},
    {"blockers", "blockedBy"}};

/// Beside a member, and words of their own.
constexpr std::array<std::string_view, 2> innocent{"tags", "task"};

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (c != '_' && c != '-') out += small(c);
  return out;
}

/// Whether `most` edits make `a` into `b`: a letter more, less or another, or two that change
/// places. In any case.
bool is_within(std::size_t most, std::string_view a, std::string_view b) {
  if (a.size() > b.size() + most || b.size() > a.size() + most) return false;
  const auto [differs, in_b] = std::ranges::mismatch(a, b, {}, small, small);
  a.remove_prefix(static_cast<std::size_t>(differs - a.begin()));
  b.remove_prefix(static_cast<std::size_t>(in_b - b.begin()));
  if (a.empty() || b.empty()) return a.size() + b.size() <= most;
  if (most-- == 0) return false;
  const bool is_turned = a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0];
  return is_within(most, a.substr(1), b) || is_within(most, a, b.substr(1)) ||
         is_within(most, a.substr(1), b.substr(1)) ||
         (is_turned && is_within(most, a.substr(2), b.substr(2)));
}

}  // namespace

std::string_view meant_by(std::string_view name, std::span<const std::string_view> known) {
  constexpr std::size_t least = 4, most = 40;  // letters
  if (name.size() < least || name.size() > most) return {};
  if (std::ranges::find(known, name) != known.end()) return {};
  for (const std::size_t edits : {0, 1, 2}) {
    const auto is_near = [&](std::string_view other) { return is_within(edits, name, other); };
    const auto found = std::ranges::find_if(known, is_near);
    if (found != known.end()) return *found;
    if (edits == 1 && name.size() < 8) break;  // short names are near to many
  }
  return {};
}

std::string_view meant_member(std::string_view name) {
  if (name.size() > 40 || std::ranges::find(innocent, name) != innocent.end()) return {};
  const auto word =
      std::ranges::find(other_words, plain(name), [](const auto& other) { return other.first; });
  return word != std::end(other_words) ? word->second : meant_by(name, members);
}

}  // namespace sage
