#include <algorithm>

#include "engine/coordinator.h"

namespace sage {

/// Plans anew, from the index as it stands; what this run has decided or has in hand stays so.
void Coordinator::load(bool first) {
  std::unique_ptr<Backlog> read;
  std::unique_ptr<Graph> built;
  if (first || parts_.index.changed_outside()) {
    read = std::make_unique<Backlog>(parts_.index.read());
    built = std::make_unique<Graph>(Graph::build(*read));
  }
  const Backlog& backlog = read ? *read : *backlog_;
  std::vector<Standing> standing;
  standing.reserve(backlog.size());
  for (const Ticket& ticket : backlog.tickets())
    standing.push_back(first ? Plan::standing_of(ticket.state) : standing_now(ticket));
  PlanOptions plan_options{options_.avoid_overlap, options_.weights_of
                                                       ? options_.weights_of(backlog)
                                                       : std::vector<double>{}};
  auto plan = std::make_unique<Plan>(backlog, built ? *built : *graph_, std::move(standing),
                                     std::move(plan_options));
  if (options_.start_tickets) require_agents(backlog, *plan);
  require_checks(backlog, *plan);
  const bool only_on_branch = !parts_.index.shows_marks();
  discovered_ = parts_.index.has_tickets_to_write() || (only_on_branch && states_.adds_tickets());
  held_back_.clear();  // they are asked for again
  plan_ = std::move(plan);
  if (built) graph_ = std::move(built);
  if (read) backlog_ = std::move(read);
  backlog_->let_go_of_text();
  std::erase_if(reserved_ids_,
                [&](const std::string& id) { return backlog_->find(id).has_value(); });
}

Standing Coordinator::standing_now(const Ticket& ticket) const {
  const std::string id(ticket.id);
  const auto is_this = [&](const auto& item) { return item.ticket == id; };
  if (std::any_of(orphans_.begin(), orphans_.end(), is_this)) return Standing::running;
  for (const auto& [car, waiting] : waiting_)
    if (waiting.entry.ticket_id == id) return Standing::running;
  const auto before = backlog_->find(id);
  if (before && !held_back_.contains(id)) {
    const Standing standing = plan_->standing(*before);
    const auto* decided = states_.decided(id);
    const bool again = decided && decided->state == State::unprocessed;
    if (again && standing == Standing::deferred) return Standing::waiting;
    if (decided || standing == Standing::running || standing == Standing::parked) return standing;
  }
  return Plan::standing_of(ticket.state);
}

void Coordinator::reload_if_changed() {
  if (!parts_.index.changed_outside()) return;
  const std::size_t tickets_before = backlog_->size();
  try {
    load(false);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input) throw;
    if (index_problem_ != error.message())
      emit(event::Warning{"", "the index was changed and cannot be used yet: " + error.message()});
    index_problem_ = error.message();
    return;
  }
  index_problem_.clear();
  parts_.lander.tip();  // throws where the branch was reset, and the index file with it
  states_.say_completed_again(*backlog_);
  if (backlog_->size() != tickets_before)
    emit(event::IndexReloaded{backlog_->size(),
                              backlog_->size() - std::min(tickets_before, backlog_->size())});
  follow(plan_->start());
  give_up_what_is_not_awaited();
  emit_counts();
}

/// Somebody completed, deferred or removed a ticket while its result waited: that is obeyed.
void Coordinator::give_up_what_is_not_awaited() {
  std::map<Car, std::string> given_up;
  for (const auto& [car, waiting] : waiting_) {
    const std::string& id = waiting.entry.ticket_id;
    const auto ticket = backlog_->find(id);
    std::string why = not_awaited(id);
    if (ticket && (*backlog_)[*ticket].state == State::deferred && !waiting.was_deferred)
      why = "the ticket was deferred";
    if (!why.empty()) given_up.emplace(car, std::move(why));
  }
  for (const auto& [car, why] : given_up) {
    QueueEntry entry = take_out(car);
    emit(event::Warning{entry.ticket_id, "its result is kept and does not land: " + why});
    entry.status = EntryStatus::deferred;
    entry.reason = why;
    keep(entry);
    states_.is_said(entry.ticket_id);
    if (const auto ticket = backlog_->find(entry.ticket_id))
      follow((*backlog_)[*ticket].state == State::deferred ? plan_->deferred(*ticket)
                                                           : plan_->done(*ticket));
  }
}

void Coordinator::require_agents(const Backlog& backlog, const Plan& plan) const {
  std::vector<std::string> without;
  for (TicketIndex i = 0; i < backlog.size(); ++i) {
    const Ticket& ticket = backlog[i];
    const Standing standing = plan.standing(i);
    const bool may_run = standing == Standing::waiting || standing == Standing::ready;
    if (may_run && !ticket.is_container && guide_.concerns(ticket) && !options_.agent_of(ticket))
      without.emplace_back(ticket.id);
  }
  if (!without.empty())
    throw Error(ErrorKind::invalid_input,
                format("no agent is configured for {} of the tickets: {}", without.size(),
                       listing(without)),
                options_.no_agent_hint);
}

/// What a ticket's checks are must be known before it runs.
void Coordinator::require_checks(const Backlog& backlog, const Plan& plan) {
  for (TicketIndex i = 0; i < backlog.size(); ++i)
    if (backlog[i].has_checks && plan.standing(i) != Standing::done) ticket_checks(backlog[i].json);
}

}  // namespace sage
