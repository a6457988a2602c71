#include "engine/coordinator.h"
#include "engine/rollback.h"

/// Where a drain begins: with what recovery found of earlier runs, and with what is to be tried
/// again.
namespace sage {

void Coordinator::resume(const Recovered& recovered) {
  if (!recovered.rolled_back.empty()) {
    finish_rollback(parts_.index, recovered.rolled_back);
    load(true);
  }
  for (const auto& [ticket, number] : recovered.last_attempt) attempts_.taken(ticket, number);
  for (const auto& note : recovered.notes) emit(event::Recovered{"", note});
  for (const auto& entry : recovered.kept) kept_.emplace(entry.ticket_id, entry);
  for (const auto& [entry, commit] : recovered.landed) {
    emit(event::Recovered{entry.ticket_id, "had landed"});
    landed(entry,
           {.commit = commit, .files = entry.files.size(), .index_pending = true, .earlier = true});
  }
  for (const auto& entry : recovered.to_land) {
    if (const std::string why = not_awaited(entry.ticket_id); !why.empty()) {
      emit(event::Warning{entry.ticket_id, "its result is kept and does not land: " + why});
      kept_.emplace(entry.ticket_id, entry);
      continue;
    }
    emit(event::Recovered{entry.ticket_id, "finished result, to be landed"});
    judge(entry);
  }
  for (const auto& outcome : recovered.finished) {
    emit(event::Recovered{outcome.ticket, "stored result of a worker, not queued yet"});
    settle(outcome);
  }
  orphans_ = recovered.orphans;
  for (const auto& orphan : orphans_)
    emit(event::Recovered{orphan.ticket, "a worker of an earlier run is still at it"});
  for (const auto& [ticket, settled] : recovered.settled) settle_again(ticket, settled);
  retry_what_was_deferred();
  load(false);
  take_back_in_progress();
  follow(plan_->start());
  for (const auto& request : recovered.requests) take_up(request);
  emit_counts();
}

/// Why nobody waits for the ticket's result any more; empty if it is to land.
std::string Coordinator::not_awaited(const std::string& id) const {
  const auto ticket = backlog_->find(id);
  if (!ticket) return "the ticket is not in the index any more";
  if ((*backlog_)[*ticket].state == State::completed) return "the ticket is COMPLETED already";
  return {};
}

/// What an earlier run decided and perhaps did not write down everywhere, unless somebody has
/// changed the ticket since: in a file it stands as IN_PROGRESS or as decided.
void Coordinator::settle_again(const std::string& id, const Event& settled) {
  const auto ticket = backlog_->find(id);
  if (!ticket) return;
  const State state = (*backlog_)[*ticket].state;
  const auto* deferred = std::get_if<event::Deferred>(&settled.body);
  const State decided = deferred ? State::deferred : State::completed;
  const bool file_is_behind = state == State::in_progress || state == decided;
  if (!file_is_behind && parts_.index.shows_marks()) return;
  if (deferred) return defer(*deferred, settled.at);
  const auto* no_change = std::get_if<event::NoChange>(&settled.body);
  states_.decide({.ticket = id,
                  .state = decided,
                  .at = iso_time(settled.at),
                  .tasks_done = no_change ? no_change->tasks_done : std::vector<std::string>{}});
  done(id);
}

void Coordinator::take_back_in_progress() {
  for (TicketIndex i = 0; i < backlog_->size(); ++i) {
    const Standing standing = plan_->standing(i);
    const bool not_begun = standing == Standing::waiting || standing == Standing::ready ||
                           standing == Standing::blocked;
    if ((*backlog_)[i].state == State::in_progress && not_begun)
      states_.not_begun(std::string((*backlog_)[i].id));
  }
}

void Coordinator::retry_what_was_deferred() {
  std::vector<std::string> chosen;
  for (const Ticket& ticket : backlog_->tickets())
    if (Plan::standing_of(ticket.state) == Standing::deferred && guide_.retries(ticket))
      chosen.emplace_back(ticket.id);
  try_again(chosen);
}

/// DEFERRED is taken back, as a user would in the index.
void Coordinator::try_again(const std::vector<std::string>& deferred) {
  for (const auto& id : deferred) {
    states_.decide({.ticket = id, .state = State::unprocessed, .at = iso_time(wall_now())});
    attempts_.forgive(id);
  }
  told_blocked_.clear();
}

}  // namespace sage
