#include "plan/plan.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace sage {
namespace {

std::vector<double> weights_left(const Backlog& backlog, const std::vector<Standing>& standing,
                                 std::vector<double> weights) {
  if (weights.empty())
    for (const Ticket& ticket : backlog.tickets())
      weights.push_back(ticket.is_container ? 0 : ticket.effort > 0 ? ticket.effort : 1);
  for (std::size_t t = 0; t < weights.size(); ++t)
    if (standing[t] == Standing::done || standing[t] == Standing::deferred) weights[t] = 0;
  return weights;
}

}  // namespace

std::string_view to_string(Standing standing) {
  static constexpr std::array<std::string_view, 7> names{
      "waiting", "ready", "running", "retrying", "done", "deferred", "blocked"};
  return names[static_cast<std::size_t>(standing)];
}

std::vector<double> longest_paths(const Graph& graph, const std::vector<double>& weights) {
  std::vector<double> paths(graph.size(), 0);
  const auto order = graph.topological();
  for (auto t = order.rbegin(); t != order.rend(); ++t) {
    for (const TicketIndex next : graph.successors(*t))
      paths[*t] = std::max(paths[*t], paths[next]);
    paths[*t] += weights[*t];
  }
  return paths;
}

Plan::Plan(const Backlog& backlog, const Graph& graph, std::vector<Standing> standing,
           PlanOptions options)
    : backlog_(&backlog),
      graph_(&graph),
      standing_(std::move(standing)),
      unmet_(standing_.size()),
      ready_(backlog,
             longest_paths(graph, weights_left(backlog, standing_, std::move(options.weights))),
             options.avoid_overlap) {
  for (TicketIndex t = 0; t < size(); ++t) {
    Standing& now = standing_[t];
    if (now == Standing::ready || now == Standing::blocked) now = Standing::waiting;
    if (now == Standing::running) ready_.claim(t);
    ++counts_[static_cast<std::size_t>(now)];
    unmet_[t] = static_cast<std::uint32_t>(std::ranges::count_if(
        graph.predecessors(t), [&](auto p) { return standing_[p] != Standing::done; }));
  }
}

Standing Plan::standing_of(State state) {
  switch (state) {
    case State::unprocessed:
    case State::in_progress:
      return Standing::waiting;
    case State::completed:
      return Standing::done;
    case State::deferred:
    case State::failed:
      return Standing::deferred;
  }
  return Standing::waiting;
}

Plan::Followed Plan::start() {
  Followed followed;
  for (TicketIndex t = 0; t < size(); ++t) {
    if (standing_[t] == Standing::deferred) block_behind(t, followed.blocked);
    if (standing_[t] != Standing::waiting || unmet_[t] > 0) continue;
    make_ready(t, followed.closed);
    if (standing_[t] == Standing::done) free_behind(t, followed.closed);
  }
  return followed;
}

std::optional<TicketIndex> Plan::take_ready() {
  const auto ticket = ready_.take();
  if (ticket) move(*ticket, Standing::running);
  return ticket;
}

bool Plan::holds_up_more_urgent(TicketIndex ticket) const {
  return std::ranges::any_of(graph_->successors(ticket), [&](auto next) {
    return standing_[next] == Standing::waiting && ready_.comes_first(next);
  });
}

void Plan::park(TicketIndex ticket) { move(ticket, Standing::parked); }

Plan::Followed Plan::put_back(TicketIndex ticket) {
  Followed followed;
  if (unmet_[ticket] == 0) {
    move(ticket, Standing::ready);
  } else if (std::ranges::any_of(graph_->predecessors(ticket),
                                 [&](auto p) { return is_stuck(p); })) {
    move(ticket, Standing::blocked);
    followed.blocked.push_back(ticket);
    block_behind(ticket, followed.blocked);
  } else {
    move(ticket, Standing::waiting);
  }
  return followed;
}

Plan::Followed Plan::done(TicketIndex ticket) {
  Followed followed;
  if (standing_[ticket] == Standing::done) return followed;
  move(ticket, Standing::done);
  free_behind(ticket, followed.closed);
  return followed;
}

Plan::Followed Plan::deferred(TicketIndex ticket) {
  Followed followed;
  move(ticket, Standing::deferred);
  block_behind(ticket, followed.blocked);
  return followed;
}

bool Plan::idle() const {
  return count(Standing::running) + count(Standing::parked) + count(Standing::ready) == 0;
}

std::vector<TicketIndex> Plan::blocked_by(TicketIndex ticket) const {
  std::unordered_map<TicketIndex, TicketIndex> reached_from{{ticket, ticket}};
  std::vector<TicketIndex> reached{ticket};  // breadth first
  for (std::size_t next = 0; next < reached.size(); ++next) {
    TicketIndex t = reached[next];
    if (standing_[t] == Standing::deferred) {
      std::vector<TicketIndex> chain{t};
      while (t != ticket) chain.push_back(t = reached_from.at(t));
      std::ranges::reverse(chain);
      return chain;
    }
    for (const TicketIndex p : graph_->predecessors(t))
      if (is_stuck(p) && reached_from.emplace(p, t).second) reached.push_back(p);
  }
  return {};
}

bool Plan::is_stuck(TicketIndex t) const {
  return standing_[t] == Standing::deferred || standing_[t] == Standing::blocked;
}

/// The only place where a standing changes: counts, the ready queue and claimed paths follow.
void Plan::move(TicketIndex t, Standing to) {
  const Standing from = std::exchange(standing_[t], to);
  --counts_[static_cast<std::size_t>(from)];
  ++counts_[static_cast<std::size_t>(to)];
  if (from == Standing::running) ready_.release(t);
  if (from == Standing::ready) ready_.drop(t);
  if (to == Standing::ready) ready_.add(t);
}

/// `t` waits for nothing any more: it may start, or, as a container, is done.
void Plan::make_ready(TicketIndex t, std::vector<TicketIndex>& closed) {
  if ((*backlog_)[t].is_container) {
    move(t, Standing::done);
    closed.push_back(t);
  } else {
    move(t, Standing::ready);
  }
}

/// `t` is done: counts it off at what waits for it, and so on behind each container that closes.
void Plan::free_behind(TicketIndex t, std::vector<TicketIndex>& closed) {
  for (std::size_t next = closed.size();; t = closed[next++]) {
    for (const TicketIndex s : graph_->successors(t))
      if (--unmet_[s] == 0 && standing_[s] == Standing::waiting) make_ready(s, closed);
    if (next == closed.size()) return;
  }
}

/// Everything that waits for `t`, directly or not, is blocked. What runs or is parked goes on:
/// it may yet be done, and what waits for that with it.
void Plan::block_behind(TicketIndex t, std::vector<TicketIndex>& blocked) {
  for (std::size_t next = blocked.size();; t = blocked[next++]) {
    for (const TicketIndex s : graph_->successors(t)) {
      if (standing_[s] != Standing::waiting) continue;
      move(s, Standing::blocked);
      blocked.push_back(s);
    }
    if (next == blocked.size()) return;
  }
}

}  // namespace sage
