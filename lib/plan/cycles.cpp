#include "plan/cycles.h"

#include <algorithm>

#include "base/text.h"

/// Cycles of a graph: all of them can be exponentially many, so one is told for each strongly
/// connected component, which is a set of tickets where each waits for each.
///
/// Tarjan's algorithm (1972) finds the components in one walk in depth: a stack holds the tickets
/// whose component is still open, and the lowest number that can be reached from a ticket through
/// those tells whether the ticket is the first of its component that was met; if so, the component
/// is what lies above it on the stack. The walk keeps its own stack of (ticket, next edge), so a
/// chain of any length works. Within a component a search in breadth from its first ticket gives
/// the shortest way back to it. Each edge is looked at twice: O(tickets + edges).
namespace sage {
namespace {

constexpr std::uint32_t unseen = ~std::uint32_t{0};

class Knots {
 public:
  explicit Knots(const Rows& waits_for)
      : waits_for_(waits_for), number_(waits_for.size(), unseen), lowest_(waits_for.size()) {
    for (TicketIndex t = 0; t < waits_for.size(); ++t)
      if (number_[t] == unseen) walk_from(t);
  }

  std::vector<std::vector<TicketIndex>> found;

 private:
  struct Step {
    TicketIndex ticket;
    std::size_t next;
  };

  void enter(TicketIndex t) {
    number_[t] = lowest_[t] = count_++;
    open_.push_back(t);
    walk_.push_back({t, 0});
  }

  void walk_from(TicketIndex start) {
    enter(start);
    while (!walk_.empty()) {
      auto& [t, next] = walk_.back();
      if (next < waits_for_[t].size())
        look_at(t, waits_for_[t][next++]);
      else
        leave(t);
    }
  }

  void look_at(TicketIndex from, TicketIndex to) {
    if (number_[to] == unseen) return enter(to);
    if (number_[to] != closed) lowest_[from] = std::min(lowest_[from], number_[to]);
  }

  void leave(TicketIndex t) {
    walk_.pop_back();
    if (!walk_.empty()) {
      auto& above = lowest_[walk_.back().ticket];
      above = std::min(above, lowest_[t]);
    }
    if (lowest_[t] == number_[t]) close(t);
  }

  void close(TicketIndex first) {
    const auto begin = std::find(open_.rbegin(), open_.rend(), first).base() - 1;
    for (auto t = begin; t != open_.end(); ++t) number_[*t] = closed;
    const bool waits_for_itself = std::ranges::binary_search(waits_for_[first], first);
    if (open_.end() - begin > 1 || waits_for_itself) found.emplace_back(begin, open_.end());
    open_.erase(begin, open_.end());
  }

  static constexpr std::uint32_t closed = unseen - 1;
  const Rows& waits_for_;
  std::vector<std::uint32_t> number_, lowest_;
  std::uint32_t count_ = 0;
  std::vector<TicketIndex> open_;
  std::vector<Step> walk_;
};

/// `came_from` holds `unseen` everywhere, and does again afterwards.
Cycle shortest_cycle(const Rows& waits_for, const std::vector<TicketIndex>& knot,
                     const std::vector<std::uint32_t>& knot_of,
                     std::vector<TicketIndex>& came_from) {
  const TicketIndex first = std::ranges::min(knot);
  std::vector<TicketIndex> reached{first};
  for (std::size_t i = 0; came_from[first] == unseen; ++i)
    for (const TicketIndex t : waits_for[reached[i]]) {
      if (knot_of[t] != knot_of[first] || came_from[t] != unseen) continue;
      came_from[t] = reached[i];
      reached.push_back(t);
    }
  Cycle cycle{first};
  for (TicketIndex t = came_from[first]; t != first; t = came_from[t]) cycle.push_back(t);
  std::reverse(cycle.begin() + 1, cycle.end());
  for (const TicketIndex t : reached) came_from[t] = unseen;
  return cycle;
}

}  // namespace

std::vector<Cycle> cycles_in(const Rows& predecessors) {
  const Knots knots(predecessors);
  std::vector<std::uint32_t> knot_of(predecessors.size(), unseen);
  for (std::uint32_t k = 0; k < knots.found.size(); ++k)
    for (const TicketIndex t : knots.found[k]) knot_of[t] = k;
  std::vector<TicketIndex> came_from(predecessors.size(), unseen);
  std::vector<Cycle> cycles;
  for (const auto& knot : knots.found)
    cycles.push_back(shortest_cycle(predecessors, knot, knot_of, came_from));
  std::ranges::sort(cycles, {}, [](const Cycle& cycle) { return cycle.front(); });
  return cycles;
}

std::string describe_cycle(const Backlog& backlog, const Cycle& cycle) {
  constexpr std::size_t shown = 20;  // of a longer cycle: half from its start, half from its end
  std::string path;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    if (cycle.size() > shown && i == shown / 2) {
      path += format("({} more) -> ", cycle.size() - shown);
      i = cycle.size() - shown / 2;
    }
    path += escaped(backlog[cycle[i]].id) + " -> ";
  }
  return format("dependency cycle of {} ticket{}: {}{}", cycle.size(), cycle.size() == 1 ? "" : "s",
                path, escaped(backlog[cycle[0]].id));
}

}  // namespace sage
