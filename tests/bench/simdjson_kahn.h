#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string_view>
#include <vector>

/// The floor of planning: the least that reads the tickets' ids, states and dependencies, and
/// sorts them by Kahn's algorithm. No checks, no messages, no lines for errors.
namespace sage::bench {

/// Ids to positions: open addressing, sized once.
class IdTable {
 public:
  explicit IdTable(std::size_t tickets) {
    std::size_t size = 16;
    while (size < 2 * tickets) size *= 2;
    slots_.resize(size);
  }
  std::uint32_t& at(std::string_view id) {
    std::size_t slot = std::hash<std::string_view>{}(id) & (slots_.size() - 1);
    while (!slots_[slot].id.empty() && slots_[slot].id != id)
      slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot].id = id;
    return slots_[slot].ticket;
  }

 private:
  struct Slot {
    std::string_view id;
    std::uint32_t ticket = 0;
  };
  std::vector<Slot> slots_;
};

struct FloorBacklog {
  std::vector<std::string_view> ids;
  std::vector<bool> done;
  std::vector<std::pair<std::uint32_t, std::string_view>> needs;
};

inline FloorBacklog read_tickets(simdjson::ondemand::document& document) {
  FloorBacklog backlog;
  for (auto element : document["tickets"].get_array()) {
    simdjson::ondemand::object ticket = element.get_object();
    const auto number = static_cast<std::uint32_t>(backlog.ids.size());
    backlog.ids.push_back(ticket["id"].get_string());
    backlog.done.push_back(std::string_view(ticket["state"].get_string()) == "COMPLETED");
    for (auto need : ticket["dependencies"].get_array())
      backlog.needs.emplace_back(number, need.get_string());
  }
  return backlog;
}

/// How many tickets are ready; ~0 if there is a cycle.
inline std::size_t ready_by_kahn(const FloorBacklog& backlog) {
  const std::size_t size = backlog.ids.size();
  IdTable table(size);
  for (std::uint32_t i = 0; i < size; ++i) table.at(backlog.ids[i]) = i;
  std::vector<std::uint32_t> first(size + 1), after(backlog.needs.size()), unmet(size), open(size);
  std::vector<std::uint32_t> before;
  for (const auto& [ticket, need] : backlog.needs) {
    before.push_back(table.at(need));
    ++first[before.back() + 1];
    ++unmet[ticket];
    open[ticket] += !backlog.done[before.back()];
  }
  for (std::size_t i = 0; i < size; ++i) first[i + 1] += first[i];
  std::vector<std::uint32_t> filled(first.begin(), first.end() - 1), order;
  for (std::size_t i = 0; i < before.size(); ++i)
    after[filled[before[i]]++] = backlog.needs[i].first;
  std::size_t ready = 0;
  for (std::uint32_t i = 0; i < size; ++i) {
    if (unmet[i] == 0) order.push_back(i);
    ready += !backlog.done[i] && open[i] == 0;
  }
  for (std::size_t at = 0; at < order.size(); ++at)
    for (std::uint32_t i = first[order[at]]; i < first[order[at] + 1]; ++i)
      if (--unmet[after[i]] == 0) order.push_back(after[i]);
  return order.size() == size ? ready : ~std::size_t{0};
}

}  // namespace sage::bench
