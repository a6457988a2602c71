#include "ticket/ticket.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace sage {
namespace {

constexpr std::array<std::pair<State, std::string_view>, 5> state_names{{
    {State::unprocessed, "UNPROCESSED"},
    {State::in_progress, "IN_PROGRESS"},
    {State::completed, "COMPLETED"},
    {State::deferred, "DEFERRED"},
    {State::failed, "FAILED"},
}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
unsigned char folded(char c) { return static_cast<unsigned char>(is_letter(c) ? c | 0x20 : c); }

/// Eight letters at a time, each step as in FNV-1a. Setting one bit folds letters and leaves
/// digits,
/// '-' and '.' as they are.
std::uint32_t folded_hash(std::string_view id) {
  std::uint64_t hash = id.size();
  while (!id.empty()) {
    std::uint64_t letters = 0;
    std::memcpy(&letters, id.data(), std::min(id.size(), sizeof letters));
    hash = (hash ^ (letters | 0x2020202020202020)) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
    id.remove_prefix(std::min(id.size(), sizeof letters));
  }
  return static_cast<std::uint32_t>(hash);
}

}  // namespace

std::string_view to_string(State state) {
  return state_names[static_cast<std::size_t>(state)].second;
}

std::optional<State> parse_state(std::string_view text) {
  for (const auto& [state, name] : state_names)
    if (name == text) return state;
  return std::nullopt;
}

bool is_valid_id(std::string_view id) {
  const auto allowed = [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
  };
  return !id.empty() && id.size() <= 64 && (is_letter(id[0]) || is_digit(id[0])) &&
         std::ranges::all_of(id, allowed) && id.find("..") == id.npos && !id.ends_with(".lock");
}

bool equal_but_for_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, folded, folded);
}

std::string_view prefix_of(std::string_view id) {
  for (;;) {
    const std::size_t last = id.find_last_not_of("0123456789");
    if (last == id.npos || last == 0 || last + 1 == id.size() || id[last] != '-') return id;
    id = id.substr(0, last);
  }
}

std::optional<TicketIndex> Backlog::find(std::string_view id) const {
  const TicketIndex found = slots_[slot_of(id)].ticket;
  if (found == none || tickets_[found].id != id) return std::nullopt;
  return found;
}

std::size_t Backlog::slot_of(std::string_view id) const {
  const std::size_t mask = slots_.size() - 1;
  const std::uint32_t hash = folded_hash(id);
  std::size_t at = hash & mask;
  for (; slots_[at].ticket != none; at = (at + 1) & mask)
    if (slots_[at].hash == hash && equal_but_for_case(tickets_[slots_[at].ticket].id, id)) break;
  return at;
}

std::optional<TicketIndex> Backlog::add(const Ticket& ticket) {
  Slot& slot = slots_[slot_of(ticket.id)];
  if (slot.ticket != none) return slot.ticket;
  slot = {folded_hash(ticket.id), static_cast<TicketIndex>(tickets_.size())};
  tickets_.push_back(ticket);
  if (2 * tickets_.size() > slots_.size()) grow_slots();
  return std::nullopt;
}

void Backlog::grow_slots() {
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.ticket == none) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].ticket != none) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace sage
