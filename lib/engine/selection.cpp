#include "engine/selection.h"

#include <algorithm>

#include "base/text.h"
#include "plan/contained.h"
#include "ticket/named.h"

namespace sage {

Selection::Selection(SelectionRequest request, const Backlog& backlog,
                     std::function<WallTime()> now)
    : request_(std::move(request)),
      now_(std::move(now)),
      everything_(request_.components.empty() && request_.tickets.empty()),
      components_(request_.components.begin(), request_.components.end()),
      tickets_(request_.tickets.begin(), request_.tickets.end()) {
  for (const auto& component : request_.components) require_component(backlog, component);
  std::vector<TicketIndex> named;
  for (const auto& id : request_.tickets) named.push_back(named_ticket(backlog, id));
  for (const TicketIndex t : with_contained(backlog, std::move(named)))
    tickets_.emplace(backlog[t].id);
  for (const Ticket& ticket : backlog.tickets())
    if (includes(ticket)) tickets_.emplace(ticket.id);
}

bool Selection::includes(const Ticket& ticket) const {
  return everything_ || tickets_.contains(ticket.id) || components_.contains(ticket.component);
}

Guide::Start Selection::may_start(const Ticket& ticket) {
  if (!includes(ticket)) return Start::not_now;
  if (request_.fail_fast && deferred_) {
    stopped_by_ = "--fail-fast";
    return Start::no_more;
  }
  if (request_.until != 0 && now_() >= request_.until) {
    stopped_by_ = "--until";
    return Start::no_more;
  }
  const bool is_new = !begun_.contains(ticket.id);
  if (is_new && request_.limit && begun_.size() >= *request_.limit) {
    stopped_by_ = format("--limit {}", *request_.limit);
    return Start::not_now;
  }
  return Start::yes;
}

void Selection::take(const Event& event) {
  if (std::holds_alternative<event::RunStarted>(event.body)) run_began_ = event.at;
  if (const auto* started = std::get_if<event::TicketStarted>(&event.body))
    begun_.insert(started->ticket);
  const auto* deferred = std::get_if<event::Deferred>(&event.body);
  // What an earlier run deferred and did not write down everywhere is told again as of then.
  if (!deferred || event.at < run_began_) return;
  deferred_ |= tickets_.contains(deferred->ticket) || begun_.contains(deferred->ticket);
}

LeftOut left_out(const Selection& selection, const Backlog& backlog, const Graph& graph,
                 const Plan& plan) {
  const auto is_missing = [&](TicketIndex t) {
    return !backlog[t].is_container && !selection.includes(backlog[t]);
  };
  LeftOut left;
  std::vector<bool> holds_up(backlog.size()), needed(backlog.size());
  for (const TicketIndex t : graph.topological()) {
    if (plan.standing(t) == Standing::done) continue;
    LeftWaiting waiting{t, {}};
    for (const TicketIndex p : graph.predecessors(t))
      if (holds_up[p]) waiting.for_them.push_back(p);
    holds_up[t] = is_missing(t) || (backlog[t].is_container && !waiting.for_them.empty());
    if (backlog[t].is_container || is_missing(t) || plan.standing(t) != Standing::waiting) continue;
    needed[t] = true;
    if (!waiting.for_them.empty()) left.waiting.push_back(std::move(waiting));
  }
  const auto order = graph.topological();
  for (auto t = order.rbegin(); t != order.rend(); ++t) {
    if (!needed[*t]) continue;
    if (is_missing(*t)) left.missing.push_back(*t);
    for (const TicketIndex p : graph.predecessors(*t))
      if (plan.standing(p) != Standing::done) needed[p] = true;
  }
  std::ranges::reverse(left.missing);
  std::ranges::sort(left.waiting, {}, &LeftWaiting::ticket);
  return left;
}

}  // namespace sage
