#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ticket/ticket.h"

namespace sage {

/// The tickets that may start, most urgent first, and the target paths of those that run: two
/// tickets with a path in common are never given out together.
class ReadyQueue {
 public:
  /// `longest_paths`: one a ticket. `backlog` must outlive the queue.
  ReadyQueue(const Backlog& backlog, std::vector<double> longest_paths, bool avoid_overlap);

  /// The ticket may start. Precondition: it is not in the queue.
  void add(TicketIndex t);
  /// It may not any more.
  void drop(TicketIndex t) { queued_[t] = false; }
  /// Takes out the most urgent ticket none of whose paths is claimed, and claims them.
  std::optional<TicketIndex> take();

  /// Whether none that may start is as urgent as `t`, by priority and longest path. Never wrong in
  /// saying so.
  bool comes_first(TicketIndex t) const {
    return ready_.empty() || urgency(t) < urgency(ready_.front());
  }

  double longest_path(TicketIndex t) const { return longest_paths_[t]; }

  /// The ticket runs: its paths are in use until it is released.
  void claim(TicketIndex t);
  void release(TicketIndex t);

 private:
  using Heap = std::vector<TicketIndex>;
  struct Path {
    std::size_t running = 0;
    Heap waiting;
  };

  std::pair<int, double> urgency(TicketIndex t) const;  ///< the least comes first
  bool more_urgent(TicketIndex a, TicketIndex b) const;
  void push(Heap& heap, TicketIndex t) const;
  TicketIndex pop(Heap& heap) const;
  std::span<const std::string_view> paths_of(TicketIndex t) const;
  Path* claimed_path(TicketIndex t);
  void wake_one(std::string_view path);

  const Backlog* backlog_;
  std::vector<double> longest_paths_;
  bool avoid_overlap_;
  std::vector<bool> queued_;  ///< an entry of a heap that is not queued any more is passed over
  Heap ready_;
  std::unordered_map<std::string_view, Path> paths_;  ///< those claimed or waited for
  std::unordered_map<TicketIndex, std::string_view> woken_by_;
};

}  // namespace sage
