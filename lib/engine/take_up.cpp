#include "engine/coordinator.h"

/// What people and other tools put into the queue, while the run goes on or before it.
namespace sage {

void Coordinator::look_at_queue() {
  if (!options_.start_tickets) return;
  const auto news = parts_.queue.news();
  for (const auto& broken : news.broken)
    emit(event::Warning{"", "a queue entry could not be read and was moved aside: " + broken});
  for (const auto& entry : news.entries) take_up(entry);
}

/// Why the result of somebody else is not to land now; empty if it is.
std::string Coordinator::why_not(const std::string& id) const {
  if (std::string why = not_awaited(id); !why.empty()) return why;
  const TicketIndex ticket = backlog_->find(id).value();
  if ((*backlog_)[ticket].is_container) return "an epic is done when its children are";
  for (const auto& [car, waiting] : waiting_)
    if (waiting.entry.ticket_id == id) return "another result of it waits to land";
  if (plan_->standing(ticket) == Standing::running) return "an agent is at work on it";
  return {};
}

void Coordinator::take_up(QueueEntry entry) {
  if (entry.status != EntryStatus::queued) {
    kept_.emplace(entry.ticket_id, std::move(entry));
    return;
  }
  if (std::string why = why_not(entry.ticket_id); !why.empty())
    return turn_down(std::move(entry), EntryStatus::deferred, std::move(why));
  try {
    entry = is_request(entry) ? adopted(entry) : parts_.adopt(entry, {});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input) throw;
    return turn_down(std::move(entry), EntryStatus::rejected, error.message());
  }
  attempts_.taken(entry.ticket_id, entry.attempt);
  emit(event::ResultQueued{.ticket = entry.ticket_id,
                           .attempt = entry.attempt,
                           .base = entry.base,
                           .result = entry.result,
                           .files = entry.files});
  states_.begun(entry.ticket_id);
  enter(std::move(entry));  // whoever made it has judged it
  load(false);
  follow(plan_->start());
  emit_counts();
}

QueueEntry Coordinator::adopted(QueueEntry request) {
  if (parts_.queue.shares_seq(request)) request = parts_.queue.move_to_end(request);
  const Outcome about{.ticket = request.ticket_id, .attempt = attempts_.begin(request.ticket_id)};
  const TicketIndex ticket = backlog_->find(request.ticket_id).value();
  return parts_.adopt(request, {.tip = parts_.lander.tip(),
                                .attempt = about.attempt,
                                .title = std::string((*backlog_)[ticket].title),
                                .message = entry_for(about).commit_message});
}

void Coordinator::turn_down(QueueEntry entry, EntryStatus status, std::string why) {
  emit(event::Warning{entry.ticket_id, "what was put into the queue for it does not land: " + why});
  entry.status = status;
  entry.reason = std::move(why);
  keep(entry);
}

}  // namespace sage
