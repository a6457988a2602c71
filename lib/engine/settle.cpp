#include <unistd.h>

#include <algorithm>

#include "engine/coordinator.h"
#include "engine/stored_result.h"

/// What came of a job: the second half of the coordinator's loop.
namespace sage {
namespace {

const char* default_category(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::timed_out:
      return "timeout";
    case OutcomeKind::stalled:
      return "stalled";
    case OutcomeKind::deferred:
      return "agent_deferred";
    case OutcomeKind::refused:
      return "refused";
    case OutcomeKind::completed:
    case OutcomeKind::no_change:
    case OutcomeKind::failed:
    case OutcomeKind::try_later:
    case OutcomeKind::cancelled:
    case OutcomeKind::checked:
      return "agent_failed";
  }
  return "agent_failed";
}

std::string category_of(const Outcome& outcome) {
  return outcome.category.empty() ? default_category(outcome.kind) : outcome.category;
}

std::string problem_of(const Outcome& outcome) {
  return outcome.last_error.empty() ? outcome.message : outcome.message + "\n" + outcome.last_error;
}

/// On one line, the last words of a program.
std::string end_of(std::string_view output) {
  constexpr std::size_t most = 300;
  output = trimmed(output);
  if (output.size() <= most) return escaped(on_one_line(output));
  output.remove_prefix(output.size() - most);
  if (const auto blank = output.find_first_of(" \n"); blank != output.npos)
    output.remove_prefix(blank);
  return "… " + escaped(on_one_line(output));
}

/// What it had finished, if anything, the next attempt carries on.
EarlierAttempt as_told(const Outcome& outcome) {
  return {.attempt = outcome.attempt,
          .problem = problem_of(outcome),
          .result = outcome.result,
          .carry = !outcome.result.is_zero()};
}

}  // namespace

/// Waits for one thing to happen; with what has happened besides it is settled before anything
/// lands, so that results that come at once land at once.
void Coordinator::settle_what_comes() {
  constexpr int most = 64;
  auto event = parts_.pool.wait(next_deadline());
  for (int settled = 0; event && settled < most; ++settled) {
    settle(*event);
    event = parts_.pool.wait(SteadyClock::now());
  }
  if (event) settle(*event);
}

void Coordinator::settle(const PoolEvent& event) {
  std::visit([this](const auto& one) { settle(one); }, event);
}

void Coordinator::settle(const WorkerProgress& progress) {
  emit(event::Progress{progress.alive.ticket, progress.alive.phase, progress.alive.activity,
                       progress.worker});
}

void Coordinator::settle(const Outcome& outcome) {
  if (gate_.has(outcome.job)) return settle_test(outcome);
  if (hook_jobs_.contains(outcome.job)) return settle_hooks(outcome);
  for (const auto& note : outcome.notes) emit(event::Warning{outcome.ticket, note});
  if (outcome.kind != OutcomeKind::try_later) slowed_times_ = 0;
  switch (outcome.kind) {
    case OutcomeKind::completed:
      return queue_result(outcome);
    case OutcomeKind::no_change:
      return judge_no_change(outcome);
    case OutcomeKind::try_later:
      return try_later(outcome);
    case OutcomeKind::cancelled:
      return cancelled(outcome);
    case OutcomeKind::failed:
    case OutcomeKind::timed_out:
    case OutcomeKind::stalled:
      return outcome.category == "setup_failed" ? setup_failed(outcome) : failed(outcome);
    case OutcomeKind::deferred:
    case OutcomeKind::refused:
      return deferred(outcome);
    case OutcomeKind::checked:
      return;  // of a test that nobody waits for any more
  }
}

/// What it made, if anything, is kept; it is not to land.
void Coordinator::keep_rejected(const Outcome& outcome) {
  if (outcome.result.is_zero()) return;
  QueueEntry entry = entry_for(outcome);
  entry.status = EntryStatus::rejected;
  entry.reason = outcome.message;
  keep(parts_.queue.add(std::move(entry)));
}

void Coordinator::deferred(const Outcome& outcome) {
  keep_rejected(outcome);
  defer({outcome.ticket, category_of(outcome), outcome.message, outcome.attempt, outcome.last_error,
         outcome.result});
}

/// A worker that died may have stored its result first: that counts.
void Coordinator::settle(const WorkerLoss& loss) {
  parts_.lander.clear_after_lost_workers();
  if (gate_.has(loss.job)) return settle_lost_test(loss);
  if (hook_jobs_.contains(loss.job)) return settle_lost_hooks(loss);
  emit(event::WorkerLost{loss.worker, loss.ticket, loss.message});
  if (const auto stored = parts_.stored_outcome(loss.ticket, loss.attempt)) return settle(*stored);
  Outcome outcome;
  outcome.ticket = loss.ticket;
  outcome.attempt = loss.attempt;
  if (interrupt_ == Interrupt::stop) return cancelled(outcome);
  outcome.category = "worker_lost";
  outcome.message = "the worker was lost: " + loss.message;
  failed(outcome);
}

void Coordinator::look_after_orphans() {
  std::vector<Orphan> ended;
  std::erase_if(orphans_, [&](const Orphan& orphan) {
    if (orphan.alive()) return false;
    ended.push_back(orphan);
    return true;
  });
  for (const auto& orphan : ended) {
    if (const auto stored = parts_.stored_outcome(orphan.ticket, orphan.attempt))
      settle(*stored);
    else
      give_back(orphan.ticket);
  }
}

void Coordinator::failed(const Outcome& outcome) {
  keep_rejected(outcome);
  const auto wait = attempts_.failed(outcome.ticket, as_told(outcome));
  emit(event::AttemptFailed{
      outcome.ticket, outcome.attempt, category_of(outcome), outcome.message,
      wait ? wait->count() : -1, outcome.agent_ms,
      parts_.layout.attempt(options_.run, outcome.ticket, outcome.attempt).string()});
  const auto* made = attempts_.last_made(outcome.ticket);
  if (!wait)
    return defer({outcome.ticket, category_of(outcome), outcome.message,
                  attempts_.failures(outcome.ticket), outcome.last_error,
                  made ? made->result : ObjectId{}});
  if (const auto ticket = backlog_->find(outcome.ticket)) plan_->park(*ticket);
  attempts_.wait_until(outcome.ticket, SteadyClock::now() + *wait);
  emit_counts();
}

/// Exit 75: the agent's service is busy, for the other tickets too. No attempt is used up.
void Coordinator::try_later(const Outcome& outcome) {
  keep_rejected(outcome);
  if (!outcome.result.is_zero()) attempts_.put_off(outcome.ticket, as_told(outcome));
  const auto now = SteadyClock::now();
  if (now < slowed_until_) return give_back(outcome.ticket);  // of the wave that slowed us already
  const Milliseconds wait =
      backoff(std::max(options_.retry_delay, Milliseconds(10)), slowed_times_++);
  slowed_until_ = now + wait;
  emit(event::Slowed{outcome.ticket, wait.count()});
  give_back(outcome.ticket);
}

/// The place where tickets are worked on is broken, not the ticket: the next one would fail the
/// same way, and a service that is away for a minute would use up the attempts of all. So none is
/// used up, what is under way comes to its end, and the run says what is to be mended.
void Coordinator::setup_failed(const Outcome& outcome) {
  if (!setup_failed_) {
    const auto logs = parts_.layout.attempt(options_.run, outcome.ticket, outcome.attempt);
    const std::string end = end_of(outcome.last_error);
    setup_failed_.emplace(
        ErrorKind::invalid_input, outcome.message + (end.empty() ? "" : ": " + end),
        options_.job_defaults.setup.empty()
            ? "no attempt was used up: mend it and run again"
            : format("the command is `{}`, its output in {}; no attempt was used up: mend it and "
                     "run again",
                     excerpt(options_.job_defaults.setup, 200), (logs / "setup.log").string()));
    emit(event::Warning{"", setup_failed_->message() + "; nothing more is begun"});
  }
  cancelled(outcome);
}

void Coordinator::cancelled(const Outcome& outcome) {
  emit(event::Cancelled{outcome.ticket, outcome.attempt});
  give_back(outcome.ticket);
}

void Coordinator::give_back(const std::string& id) {
  states_.not_begun(id);
  if (const auto ticket = backlog_->find(id)) follow(plan_->put_back(*ticket));
  emit_counts();
}

void Coordinator::judge_no_change(const Outcome& outcome) {
  const QueueEntry entry = entry_for(outcome);
  const Guide::Judgement judgement = guide_.judge({entry});
  if (judgement.what == Guide::Judgement::What::accept) return no_change(outcome);
  if (judgement.what == Guide::Judgement::What::later) {
    no_more_ = true;
    return give_back(outcome.ticket);
  }
  Outcome declined = outcome;
  declined.category = "declined";
  declined.message = judgement.why;
  judgement.what == Guide::Judgement::What::defer ? deferred(declined) : failed(declined);
}

void Coordinator::no_change(const Outcome& outcome) {
  const WallTime now = wall_now();
  const auto tasks = tasks_done(outcome);
  emit(event::NoChange{outcome.ticket, outcome.summary, outcome.attempt, outcome.agent_ms, tasks},
       now);
  states_.decide({.ticket = outcome.ticket,
                  .state = State::completed,
                  .at = iso_time(now),
                  .tasks_done = tasks});
  done(outcome.ticket);
}

QueueEntry Coordinator::entry_for(const Outcome& outcome) const {
  MessageParts parts{.id = outcome.ticket, .summary = outcome.summary};
  if (const auto ticket = backlog_->find(outcome.ticket)) {
    parts.ticket_type = (*backlog_)[*ticket].type;
    parts.component = (*backlog_)[*ticket].component;
    parts.title = (*backlog_)[*ticket].title;
  }
  return entry_of(outcome, options_.run, format("pid-{}", getpid()),
                  landing_message(parts, options_.message_template));
}

void Coordinator::queue_result(const Outcome& outcome) {
  QueueEntry entry = entry_for(outcome);
  entry.discovered = name_discovered(outcome);
  entry = parts_.queue.add(std::move(entry));
  emit(event::ResultQueued{outcome.ticket, outcome.attempt, outcome.base, outcome.result,
                           outcome.files, outcome.summary, outcome.agent_ms, outcome.prepare_ms,
                           outcome.collect_ms, outcome.check_ms, outcome.checks,
                           outcome.fix_rounds});
  judge(std::move(entry));
}

std::vector<std::string> Coordinator::name_discovered(const Outcome& outcome) {
  std::vector<std::string> named;
  for (const auto& found : outcome.discovered) {
    const std::string id = next_id(*backlog_, outcome.ticket, reserved_ids_);
    reserved_ids_.push_back(id);
    const NewTicket ticket{.id = id,
                           .title = found.title,
                           .type = found.type.empty() ? "task" : found.type,
                           .priority = found.priority.empty() ? "P2" : found.priority,
                           .description = found.description,
                           .discovered_from = outcome.ticket};
    named.push_back(json::serialize(to_json(ticket)));
    emit(event::Discovered{id, found.title, outcome.ticket});
  }
  return named;
}

void Coordinator::defer(const event::Deferred& why, WallTime at) {
  emit(why, at);
  const std::string now = iso_time(at);
  states_.decide(
      {.ticket = why.ticket,
       .state = State::deferred,
       .at = now,
       .defer_reason = DeferReason{why.category, why.message, why.attempts, why.last_error, now}});
  if (const auto ticket = backlog_->find(why.ticket)) follow(plan_->deferred(*ticket));
  emit_counts();
}

}  // namespace sage
