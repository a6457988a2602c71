#include "engine/coordinator.h"

#include <algorithm>

#include "engine/rollback.h"

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
    flush_index(false);
    settle_what_comes();
    look_after_orphans();
    record_states(false);
  }
  return finish();
}

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
  change_state({.ticket = id,
                .state = decided,
                .at = iso_time(settled.at),
                .tasks_done = no_change ? no_change->tasks_done : std::vector<std::string>{}},
               true);
  done(id);
}

void Coordinator::take_back_in_progress() {
  for (TicketIndex i = 0; i < backlog_->size(); ++i) {
    const Standing standing = plan_->standing(i);
    const bool not_begun = standing == Standing::waiting || standing == Standing::ready ||
                           standing == Standing::blocked;
    if ((*backlog_)[i].state == State::in_progress && not_begun)
      mark(std::string((*backlog_)[i].id), State::unprocessed);
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
    change_state({.ticket = id, .state = State::unprocessed, .at = iso_time(wall_now())}, true);
    attempts_.forgive(id);
  }
  told_blocked_.clear();
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
  interrupt_ = asked.what;
  emit(event::Interrupted{asked.signal, asked.what == Interrupt::stop});
  if (asked.what == Interrupt::stop) parts_.pool.cancel_all();
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
  mark(id, State::in_progress);
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
  const std::set<std::string> still_marked = marked_;
  for (const auto& ticket : still_marked) mark(ticket, State::unprocessed);
  record_states(true);
  try {
    flush_index(true);
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
          orphans_.empty() && records_.empty() && to_forget_.empty(),
          false,
          setup_failed_};
}

std::size_t Coordinator::count_concerned(Standing standing) const {
  std::size_t count = 0;
  for (TicketIndex i = 0; i < backlog_->size(); ++i)
    if (plan_->standing(i) == standing && guide_.concerns((*backlog_)[i])) ++count;
  return count;
}

void Coordinator::emit(EventBody body, WallTime at) { parts_.events.take({at, std::move(body)}); }

void Coordinator::emit_counts() {
  const auto count = [&](Standing standing) { return std::uint64_t{plan_->count(standing)}; };
  emit(event::Counts{plan_->size(), count(Standing::done), count(Standing::running),
                     count(Standing::ready), count(Standing::waiting) + count(Standing::parked),
                     count(Standing::blocked), count(Standing::deferred)});
}

void Coordinator::mark(const std::string& ticket, State state) {
  if (state == State::in_progress) marked_.insert(ticket);
  change_state({.ticket = ticket, .state = state, .lasting = false}, state == State::unprocessed);
}

void Coordinator::change_state(StateChange change, bool record) {
  if (change.state != State::in_progress) marked_.erase(change.ticket);
  parts_.index.apply({{change}, {}});
  drop_record(change.ticket);
  if (change.lasting) settled_[change.ticket] = change;
  if (record) records_.changes.push_back(std::move(change));
}

/// What the branch is to be told of a ticket is only ever the newest.
void Coordinator::drop_record(const std::string& ticket) {
  std::erase_if(records_.changes,
                [&](const StateChange& change) { return change.ticket == ticket; });
}

void Coordinator::done(const std::string& id) {
  const auto [kept, end] = kept_.equal_range(id);  // older results of it are of no use now
  for (auto it = kept; it != end; ++it) to_forget_.push_back(it->second);
  kept_.erase(kept, end);
  if (const auto ticket = backlog_->find(id); ticket && plan_->standing(*ticket) != Standing::done)
    follow(plan_->done(*ticket));
  emit_counts();
}

void Coordinator::follow(const Plan::Followed& followed) {
  for (const TicketIndex closed : followed.closed) {
    const std::string id((*backlog_)[closed].id);
    if ((*backlog_)[closed].state == State::completed) continue;
    const WallTime now = wall_now();
    emit(event::Closed{id}, now);
    change_state({.ticket = id, .state = State::completed, .at = iso_time(now)}, true);
  }
  for (const TicketIndex blocked : followed.blocked) {
    if (!told_blocked_.emplace((*backlog_)[blocked].id).second) continue;
    std::vector<std::string> chain;
    for (const TicketIndex link : plan_->blocked_by(blocked))
      chain.emplace_back((*backlog_)[link].id);
    emit(event::Blocked{std::string((*backlog_)[blocked].id), std::move(chain)});
  }
}

}  // namespace sage
