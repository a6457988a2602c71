#pragma once

#include <span>
#include <string>
#include <vector>

#include "ticket/ticket.h"

namespace sage {

/// What must be done before what: the union of `dependencies`, `blocks` and `blockedBy`, and for
/// a container (an epic, a ticket with children) an edge from each child, so that it is done when
/// its children and its own dependencies are. Children of a container are those it lists and
/// those that name it as `parent`. Immutable; edges in two arrays (compressed rows).
class Graph {
 public:
  /// Throws Error(invalid_input) naming a reference to an unknown ticket (who, field, what, the
  /// nearest known id) or a cycle with its whole path ("A -> B -> A"). No recursion: a chain of
  /// any length works. O(tickets + edges).
  static Graph build(const Backlog& backlog);

  std::size_t size() const { return first_predecessor_.size() - 1; }
  std::span<const TicketIndex> predecessors(TicketIndex t) const;  ///< must be done before t
  std::span<const TicketIndex> successors(TicketIndex t) const;    ///< wait for t
  /// Every ticket after all its predecessors (Kahn, 1962).
  std::span<const TicketIndex> topological() const { return topological_; }

 private:
  Graph() = default;
  std::vector<std::uint32_t> first_predecessor_, first_successor_;
  std::vector<TicketIndex> predecessors_, successors_, topological_;
};

}  // namespace sage
