#include "plan/rows.h"

#include <algorithm>
#include <numeric>

namespace sage {

/// Counting sort. `each_edge(use)` calls use(row, item) for every edge, and is called twice: to
/// count what each row will hold, then to put it there.
template <class EachEdge>
Rows Rows::filled(std::size_t tickets, EachEdge each_edge) {
  Rows rows;
  rows.first_.assign(tickets + 1, 0);
  each_edge([&](TicketIndex row, TicketIndex) { ++rows.first_[row + 1]; });
  std::partial_sum(rows.first_.begin(), rows.first_.end(), rows.first_.begin());
  rows.items_.resize(rows.first_.back());
  auto next = rows.first_;
  each_edge([&](TicketIndex row, TicketIndex item) { rows.items_[next[row]++] = item; });
  return rows;
}

Rows Rows::predecessors(std::size_t tickets, std::span<const Edge> edges) {
  // Reversing puts the items of a row in order, so twice sorts without comparing.
  Rows successors = filled(tickets, [&](auto use) {
    for (const Edge& edge : edges) use(edge.before, edge.after);
  });
  Rows rows = successors.reversed();
  rows.drop_repeats();
  return rows;
}

Rows Rows::reversed() const {
  return filled(size(), [&](auto use) {
    for (TicketIndex row = 0; row < size(); ++row)
      for (const TicketIndex item : (*this)[row]) use(item, row);
  });
}

void Rows::drop_repeats() {
  auto kept = items_.begin();
  auto start = items_.begin();
  for (std::size_t row = 0; row < size(); ++row) {
    const auto end = items_.begin() + first_[row + 1];
    kept = std::unique_copy(start, end, kept);
    first_[row + 1] = static_cast<std::uint32_t>(kept - items_.begin());
    start = end;
  }
  items_.erase(kept, items_.end());
}

}  // namespace sage
