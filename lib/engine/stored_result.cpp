#include "engine/stored_result.h"

#include "os/clock.h"
#include "run/layout.h"
#include "worker/result_message.h"

namespace sage {

std::optional<Outcome> stored_outcome(const Repository& repository, const std::string& ticket,
                                      int attempt) {
  const auto commit = repository.commit_of(result_ref(ticket, attempt));
  if (!commit) return std::nullopt;
  auto outcome = outcome_of_result(repository.message_of(*commit));
  if (!outcome) return std::nullopt;
  const auto parents = repository.parents_of(*commit);
  outcome->job = 0;  // its number was the earlier run's: in this one, another job may have it
  outcome->ticket = ticket;
  outcome->attempt = attempt;
  outcome->result = *commit;
  outcome->base = parents.empty() ? ObjectId{} : parents.front();
  return outcome;
}

QueueEntry entry_of(const Outcome& outcome, const std::string& run, const std::string& worker,
                    std::string message) {
  return {.queue_id = format("{}/{}/{}", run, outcome.ticket, outcome.attempt),
          .worker_id = worker,
          .ticket_id = outcome.ticket,
          .attempt = outcome.attempt,
          .commit_message = std::move(message),
          .files = outcome.files,
          .queued_at = iso_time(wall_now()),
          .base = outcome.base,
          .result = outcome.result,
          .result_ref = result_ref(outcome.ticket, outcome.attempt),
          .run = run,
          .tasks_done = tasks_done(outcome)};
}

}  // namespace sage
