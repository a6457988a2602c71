#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ticket/ticket.h"

namespace sage {

/// `after` waits for `before`.
struct Edge {
  TicketIndex before, after;
};

/// A list of tickets for each ticket, all in one array (compressed sparse rows).
class Rows {
 public:
  Rows() = default;
  /// For each ticket the `before` of its edges: in order and each once.
  static Rows predecessors(std::size_t tickets, std::span<const Edge> edges);

  /// The same edges seen from the other end, each row in order. O(tickets + edges).
  Rows reversed() const;

  std::size_t size() const { return first_.empty() ? 0 : first_.size() - 1; }
  std::span<const TicketIndex> operator[](TicketIndex t) const {
    return std::span(items_).subspan(first_[t], first_[t + 1] - first_[t]);
  }

 private:
  template <class EachEdge>
  static Rows filled(std::size_t tickets, EachEdge each_edge);
  void drop_repeats();

  std::vector<std::uint32_t> first_;
  std::vector<TicketIndex> items_;
};

}  // namespace sage
