#include "ticket/ticket_places.h"

#include <algorithm>
#include <functional>

namespace sage {

TicketPlaces::TicketPlaces(const Backlog& backlog) {
  entries_.reserve(backlog.size());
  for (const Ticket& ticket : backlog.tickets()) {
    const auto begin = static_cast<std::uint32_t>(ticket.json.data() - backlog.text().data());
    const auto size = static_cast<std::uint32_t>(ticket.json.size());
    entries_.push_back({std::hash<std::string_view>{}(ticket.id), {begin, size}});
  }
  std::ranges::sort(entries_, {}, &Entry::id_hash);
}

std::optional<TicketPlaces::Place> TicketPlaces::find(std::string_view id) const {
  const auto hash = std::hash<std::string_view>{}(id);
  const auto at = std::ranges::lower_bound(entries_, hash, {}, &Entry::id_hash);
  if (at == entries_.end() || at->id_hash != hash) return {};
  return at->place;
}

void TicketPlaces::grown(const std::map<std::uint64_t, std::int64_t>& by_begin) {
  std::vector<std::pair<std::uint64_t, std::int64_t>> before;  // begin, and all growth up to it
  before.reserve(by_begin.size());
  std::int64_t sum = 0;
  for (const auto& [begin, growth] : by_begin) before.emplace_back(begin, sum += growth);
  const auto moved = [](std::uint32_t number, std::int64_t by) {
    return static_cast<std::uint32_t>(number + by);
  };
  for (auto& [hash, place] : entries_) {
    const auto own = by_begin.find(place.begin);
    if (own != by_begin.end()) place.size = moved(place.size, own->second);
    const auto behind = std::ranges::lower_bound(before, std::uint64_t{place.begin}, {},
                                                 [](const auto& item) { return item.first; });
    if (behind != before.begin()) place.begin = moved(place.begin, std::prev(behind)->second);
  }
}

}  // namespace sage
