#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sage {

/// The members of a ticket that are read or written here. Each may stand in a ticket once.
enum class Member : std::uint8_t {
  id,
  title,
  type,
  component,
  agent,
  state,
  priority,
  run,
  dependencies,
  blocks,
  blocked_by,
  parent,
  children,
  related_to,
  discovered_from,
  target_files,
  effort,
  estimate,
  validation_config,
  tasks,
  updated,
  state_history,
  defer_reason,
  defer_reason_camel,
  defer_reason_past,
  other,
};

namespace detail {

constexpr std::array<std::string_view, static_cast<std::size_t>(Member::other)> member_names{
    "id",          "title",         "type",         "component",         "agent",
    "state",       "priority",      "run",          "dependencies",      "blocks",
    "blockedBy",   "parent",        "children",     "relatedTo",         "discoveredFrom",
    "targetFiles", "effort",        "estimate",     "validation_config", "tasks",
    "updated",     "state_history", "defer_reason", "deferReason",       "deferred_reason"};

constexpr std::size_t member_slots = 64;
constexpr std::size_t member_slot(std::string_view name) {
  return (name.size() * 7 + std::size_t{static_cast<unsigned char>(name.front())} * 3 +
          static_cast<unsigned char>(name.back())) %
         member_slots;
}

/// A hash table made by the compiler: names to members, with linear probing.
constexpr std::array<Member, member_slots> member_table = [] {
  std::array<Member, member_slots> table{};
  table.fill(Member::other);
  for (std::size_t i = 0; i < member_names.size(); ++i) {
    std::size_t slot = member_slot(member_names[i]);
    while (table[slot] != Member::other) slot = (slot + 1) % member_slots;
    table[slot] = static_cast<Member>(i);
  }
  return table;
}();

}  // namespace detail

constexpr Member member_named(std::string_view name) {
  if (name.empty()) return Member::other;
  std::size_t slot = detail::member_slot(name);
  for (;; slot = (slot + 1) % detail::member_slots) {
    const Member member = detail::member_table[slot];
    if (member == Member::other) return member;
    if (detail::member_names[static_cast<std::size_t>(member)] == name) return member;
  }
}

/// Under any of its spellings.
constexpr bool is_defer_reason(std::string_view name) {
  const Member member = member_named(name);
  return member == Member::defer_reason || member == Member::defer_reason_camel ||
         member == Member::defer_reason_past;
}

}  // namespace sage
