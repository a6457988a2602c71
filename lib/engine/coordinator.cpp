#include "engine/coordinator.h"

#include <algorithm>

namespace sage {
namespace {

constexpr Milliseconds tick{250};  // how long nothing may go unnoticed: index edits, orphans …

/// What the ticket asks for itself comes first.
void add_checks(const Ticket& ticket, const std::vector<Check>& of_every_ticket, Job& job) {
  if (ticket.has_checks) {
    TicketChecks own = ticket_checks(ticket.json);
    job.checks = std::move(own.checks);
    job.fix_rounds = own.fix_rounds;
    job.tasks = std::move(own.tasks);
  }
  job.checks.insert(job.checks.end(), of_every_ticket.begin(), of_every_ticket.end());
}

}  // namespace

Coordinator::Coordinator(DrainOptions options, DrainParts parts)
    : options_(std::move(options)),
      parts_(std::move(parts)),
      guide_(parts_.guide ? *parts_.guide : nobody_),
      attempts_(options_.attempts, options_.retry_delay),
      gate_(options_.gate, parts_.verdicts),
      train_(options_.train),
      states_(parts_.index, parts_.lander, parts_.queue, parts_.events),
      next_record_(SteadyClock::now() + std::chrono::minutes(1)) {
  load(true);
}

Drained Coordinator::drain(const Recovered& recovered) {
  resume(recovered);
  while (anything_left()) {
    parts_.each_turn();
    obey_interrupt();
    reload_if_changed();
    look_at_queue();
    put_back_due();
    if (has_train())
      run_train();  // finishing goes before starting: tests get free workers first
    else if (something_urgent_waits_to_land())
      land_waiting();
    fill();  // before landing: a free worker need not wait for what it does not depend on
    if (!has_train()) land_waiting();
    fill();  // what the landings made ready
    if (stuck()) give_up_held();
    states_.flush(false);
    settle_what_comes();
    look_after_orphans();
    record_states(false);
  }
  return finish();
}

bool Coordinator::may_begin() const {
  return options_.start_tickets && interrupt_ == Interrupt::none && !no_more_ && !setup_failed_;
}

bool Coordinator::only_held_back_is_left() const {
  return plan_->count(Standing::running) + plan_->count(Standing::ready) == 0 &&
         plan_->count(Standing::parked) == held_back_.size();
}

bool Coordinator::more_is_wanted() {
  if (!may_begin()) return false;
  const Guide::More more = guide_.more();
  no_more_ = !more.go_on;
  if (no_more_) return false;
  if (!more.retry.empty()) {
    try_again(more.retry);
    load(false);
    follow(plan_->start());
  }
  for (const auto& id : std::exchange(held_back_, {}))
    if (const auto ticket = backlog_->find(id)) follow(plan_->put_back(*ticket));
  return true;
}

bool Coordinator::anything_left() {
  if (parts_.pool.busy()) return true;
  const bool only_held =
      std::ranges::all_of(waiting_, [](const auto& one) { return one.second.is_held(); });
  if (interrupt_ == Interrupt::stop && has_train()) return false;  // the next run tests them
  if (interrupt_ != Interrupt::none) return !only_held;
  if (!waiting_.empty() || !orphans_.empty()) return true;
  const bool tickets_to_come = discovered_ && index_problem_.empty();
  if (!may_begin()) return false;
  return !only_held_back_is_left() || tickets_to_come || more_is_wanted();
}

void Coordinator::obey_interrupt() {
  const InterruptRequest asked = parts_.interrupt();
  if (asked.what <= interrupt_) return;
  const bool is_first = interrupt_ == Interrupt::none;
  interrupt_ = asked.what;
  emit(event::Interrupted{asked.signal, asked.what == Interrupt::stop});
  if (is_first) tell_of_orphans();
  if (asked.what == Interrupt::stop) parts_.pool.cancel_all();
}

/// No signal of this run ends what another one began.
void Coordinator::tell_of_orphans() {
  for (const auto& orphan : orphans_)
    emit(event::Warning{orphan.ticket,
                        "the worker of an earlier run goes on with it; the next run takes up what "
                        "comes of it"});
}

void Coordinator::fill() {
  if (!may_begin() || SteadyClock::now() < slowed_until_) return;
  bool changed = false;
  while (parts_.pool.free() > 0 && !no_more_) {
    const auto ticket = plan_->take_ready();
    if (!ticket) break;
    const Guide::Start answer = guide_.may_start((*backlog_)[*ticket]);
    no_more_ = answer == Guide::Start::no_more;
    answer == Guide::Start::yes ? start(*ticket) : hold_back(*ticket);
    changed = true;
  }
  if (changed) emit_counts();
}

void Coordinator::hold_back(TicketIndex ticket) {
  plan_->park(ticket);
  held_back_.emplace((*backlog_)[ticket].id);
}

/// Nothing is under way and nothing can begin: what is held will not be freed by this run.
bool Coordinator::stuck() const {
  return interrupt_ == Interrupt::none && !waiting_.empty() && !parts_.pool.busy() &&
         orphans_.empty() && !(may_begin() && attempts_.anyone_waits()) &&
         SteadyClock::now() >= slowed_until_;
}

void Coordinator::start(TicketIndex index) {
  const Ticket& ticket = (*backlog_)[index];
  const std::string id(ticket.id);
  Job job = options_.job_defaults;
  job.id = ++last_job_;
  job.run = options_.run;
  job.ticket = id;
  job.title = std::string(ticket.title);
  job.attempt = attempts_.begin(id);
  job.base = parts_.lander.tip();
  job.ticket_json = std::string(ticket.json);
  job.agent = options_.agent_of(ticket).value_or(AgentSpec{});
  job.earlier = attempts_.earlier(id);
  if (const auto* made = attempts_.last_made(id); made && made->carry) job.carry = made->result;
  add_checks(ticket, options_.ticket_checks, job);
  job.log_folder = parts_.layout.attempt(options_.run, id, job.attempt).string();
  job.result_ref = result_ref(id, job.attempt);
  fs::create_directories(job.log_folder);  // its lock tells the next run who is at work
  anything_ready_ = true;
  states_.begun(id);
  const Assigned to = parts_.pool.send(job);
  emit(
      event::TicketStarted{id, job.title, job.attempt, to.worker, to.pid, to.start_time, job.base});
}

void Coordinator::put_back_due() {
  if (!may_begin()) return;
  for (const auto& id : attempts_.due(SteadyClock::now()))
    if (const auto ticket = backlog_->find(id);
        ticket && plan_->standing(*ticket) == Standing::parked)
      follow(plan_->put_back(*ticket));
}

SteadyTime Coordinator::next_deadline() const {
  const auto now = SteadyClock::now();
  const bool nothing_to_wait_for = may_begin() && waiting_.empty() && orphans_.empty() &&
                                   !parts_.pool.busy() && only_held_back_is_left();
  if (nothing_to_wait_for) return now;
  SteadyTime next = std::min({now + tick, attempts_.next_due(), parts_.index.due()});
  if (now < slowed_until_) next = std::min(next, slowed_until_);
  for (const auto& [car, waiting] : waiting_)
    if (waiting.is_held()) next = std::min(next, std::max(waiting.retry_at, now));
  return next;
}

Drained Coordinator::finish() {
  if (no_more_) obey_interrupt();  // a person may have been asked, and answered with Ctrl-C
  for (const auto& [place, candidate] : placed_)
    parts_.lander.drop_candidate(waiting_.at(place.first).entry);
  states_.none_is_begun();
  record_states(true);
  try {
    states_.flush(true);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input) throw;
    emit(event::Warning{"", "the index file could not be brought up to date, the next run will: " +
                                error.message()});
  }
  emit_counts();
  return {anything_ready_,
          landed_,
          count_concerned(Standing::deferred),
          count_concerned(Standing::blocked),
          interrupt_,
          orphans_.empty() && states_.all_is_written(),
          false,
          setup_failed_};
}

}  // namespace sage
