#pragma once

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "plan/plan.h"

namespace sage::test {

/// Everything by looking at everything: slow, and plain enough to be believed.
class NaivePlan {
 public:
  NaivePlan(const Backlog& backlog, const Graph& graph)
      : backlog_(backlog), graph_(graph), paths_(longest()) {
    for (const Ticket& ticket : backlog.tickets()) at_.push_back(Plan::standing_of(ticket.state));
    settle();
  }

  std::optional<TicketIndex> take() {
    std::optional<TicketIndex> best;
    for (TicketIndex t = 0; t < at_.size(); ++t)
      if (at_[t] == Standing::ready && !overlaps(t) && (!best || key(t) < key(*best))) best = t;
    if (best) at_[*best] = Standing::running;
    return best;
  }
  void put(TicketIndex t, Standing standing) {
    at_[t] = standing;
    settle();
  }
  const std::vector<Standing>& at() const { return at_; }

  bool overlaps(TicketIndex t) const {
    for (TicketIndex other = 0; other < at_.size(); ++other)
      if (other != t && at_[other] == Standing::running && share(t, other)) return true;
    return false;
  }

 private:
  /// Closes, blocks and makes ready until nothing changes any more.
  void settle() {
    for (bool changed = true; changed;) {
      changed = false;
      for (TicketIndex t = 0; t < at_.size(); ++t) {
        if (at_[t] != Standing::waiting) continue;
        at_[t] = follows(t);
        changed |= at_[t] != Standing::waiting;
      }
    }
  }
  Standing follows(TicketIndex t) const {
    bool all_done = true;
    for (const TicketIndex p : graph_.predecessors(t)) {
      if (at_[p] == Standing::deferred || at_[p] == Standing::blocked) return Standing::blocked;
      all_done &= at_[p] == Standing::done;
    }
    if (!all_done) return Standing::waiting;
    return backlog_[t].is_container ? Standing::done : Standing::ready;
  }
  bool share(TicketIndex a, TicketIndex b) const {
    const auto others = backlog_[b].target_paths;
    return std::ranges::any_of(backlog_[a].target_paths, [&](auto path) {
      return std::ranges::find(others, path) != others.end();
    });
  }
  std::tuple<int, double, std::string_view> key(TicketIndex t) const {
    return {backlog_[t].priority, -paths_[t], backlog_[t].id};
  }
  std::vector<double> longest() const {
    std::vector<double> out(backlog_.size());
    for (std::size_t round = 0; round < backlog_.size(); ++round)
      for (TicketIndex t = 0; t < backlog_.size(); ++t) {
        double behind = 0;
        for (const TicketIndex s : graph_.successors(t)) behind = std::max(behind, out[s]);
        const bool settled =
            backlog_[t].state == State::completed || backlog_[t].state == State::deferred;
        out[t] = behind + (settled || backlog_[t].is_container ? 0 : backlog_[t].effort);
      }
    return out;
  }

  const Backlog& backlog_;
  const Graph& graph_;
  std::vector<Standing> at_;
  std::vector<double> paths_;
};

}  // namespace sage::test
