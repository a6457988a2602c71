#include "plan/ready_queue.h"

#include <algorithm>

// Problem: the most urgent ready ticket may overlap a running one, and so may the ten thousand
// behind it; looking past them at every take would cost O(ready) each time.
//
// Idea: a ticket found to overlap leaves the heap of the ready and waits in the heap of one path
// that is claimed. When that path is free again, only the most urgent of its waiters is woken, and
// stands for all of them: they are less urgent, and need the same path. Once it comes up it either
// takes the path (the others go on waiting) or cannot start for another reason (it overlaps at
// another path, or has left the queue), and then wakes the next. So as long as a path is free and
// waited for, the most urgent of its waiters is in the ready heap, and none is ever lost.
//
// Cost: O(log ready) a call for tickets that share one path. Many that share several paths
// with each other can wander between the heaps of these, at worst all of them in one take.
namespace sage {

ReadyQueue::ReadyQueue(const Backlog& backlog, std::vector<double> longest_paths,
                       bool avoid_overlap)
    : backlog_(&backlog),
      longest_paths_(std::move(longest_paths)),
      avoid_overlap_(avoid_overlap),
      queued_(backlog.size(), false) {}

void ReadyQueue::add(TicketIndex t) {
  queued_[t] = true;
  push(ready_, t);
}

std::optional<TicketIndex> ReadyQueue::take() {
  while (!ready_.empty()) {
    const TicketIndex t = pop(ready_);
    const auto woken_by = woken_by_.extract(t);
    if (queued_[t]) {
      Path* claimed = claimed_path(t);
      if (!claimed) {
        queued_[t] = false;
        claim(t);
        return t;
      }
      push(claimed->waiting, t);
    }
    if (woken_by) wake_one(woken_by.mapped());
  }
  return std::nullopt;
}

void ReadyQueue::claim(TicketIndex t) {
  for (const auto path : paths_of(t)) ++paths_[path].running;
}

void ReadyQueue::release(TicketIndex t) {
  for (const auto path : paths_of(t))
    if (--paths_.at(path).running == 0) wake_one(path);
}

void ReadyQueue::wake_one(std::string_view path) {
  const auto found = paths_.find(path);
  if (found == paths_.end() || found->second.running > 0) return;
  if (found->second.waiting.empty()) {
    paths_.erase(found);
    return;
  }
  const TicketIndex t = pop(found->second.waiting);
  woken_by_.emplace(t, path);
  push(ready_, t);
}

ReadyQueue::Path* ReadyQueue::claimed_path(TicketIndex t) {
  for (const auto path : paths_of(t)) {
    const auto found = paths_.find(path);
    if (found != paths_.end() && found->second.running > 0) return &found->second;
  }
  return nullptr;
}

std::span<const std::string_view> ReadyQueue::paths_of(TicketIndex t) const {
  return avoid_overlap_ ? (*backlog_)[t].target_paths : std::span<const std::string_view>{};
}

std::pair<int, double> ReadyQueue::urgency(TicketIndex t) const {
  return {(*backlog_)[t].priority, -longest_paths_[t]};
}

bool ReadyQueue::more_urgent(TicketIndex a, TicketIndex b) const {
  const auto key = [this](TicketIndex t) { return std::pair(urgency(t), (*backlog_)[t].id); };
  return key(a) < key(b);
}

void ReadyQueue::push(Heap& heap, TicketIndex t) const {
  heap.push_back(t);
  std::ranges::push_heap(heap, [this](auto a, auto b) { return more_urgent(b, a); });
}

TicketIndex ReadyQueue::pop(Heap& heap) const {
  std::ranges::pop_heap(heap, [this](auto a, auto b) { return more_urgent(b, a); });
  const TicketIndex t = heap.back();
  heap.pop_back();
  return t;
}

}  // namespace sage
