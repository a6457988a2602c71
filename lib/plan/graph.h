#pragma once

#include <span>
#include <vector>

#include "plan/rows.h"
#include "ticket/ticket.h"

namespace sage {

/// What must be done before what: the union of `dependencies`, `blocks` and `blockedBy`, and for
/// a container (an epic, a ticket with children) an edge from each child, so that it is done when
/// its children and its own dependencies are. Children of a container are those it lists and
/// those that name it as `parent`. Immutable.
class Graph {
 public:
  /// Throws Error(invalid_input) naming a reference to an unknown ticket (who, field, what, the
  /// nearest known id) or a cycle with its path ("A -> B -> A": each waits for the next; a very
  /// long one is cut in the middle). No recursion: a chain of any length works.
  /// O(tickets + edges).
  static Graph build(const Backlog& backlog);

  std::size_t size() const { return predecessors_.size(); }
  /// Must be done before t; in order, each once.
  std::span<const TicketIndex> predecessors(TicketIndex t) const { return predecessors_[t]; }
  /// Wait for t; in order, each once.
  std::span<const TicketIndex> successors(TicketIndex t) const { return successors_[t]; }
  /// Every ticket after all its predecessors (Kahn, 1962).
  std::span<const TicketIndex> topological() const { return topological_; }

 private:
  Graph(Rows predecessors, Rows successors, std::vector<TicketIndex> topological)
      : predecessors_(std::move(predecessors)),
        successors_(std::move(successors)),
        topological_(std::move(topological)) {}

  Rows predecessors_, successors_;
  std::vector<TicketIndex> topological_;
};

}  // namespace sage
