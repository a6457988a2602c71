#include <algorithm>

#include "engine/coordinator.h"

/// What waits in the commit queue: landed in order, held back, or sent back to an agent.
namespace sage {
namespace {

constexpr Milliseconds busy_retry{20}, held_retry{1000};
constexpr int pairs_foreseen =
    4;  // merges in memory for each result that comes; files may be large
constexpr std::size_t most_at_once = 64;        // of them, so much waits for one swap of the branch
constexpr std::chrono::seconds busy_limit{30};  // then somebody else's lock is no passing matter

const char* category_of(Held::Why why) {
  switch (why) {
    case Held::Why::local_changes:
      return "local_changes";
    case Held::Why::dependency:
      return "dependency_not_done";
    case Held::Why::operation:
    case Held::Why::busy:
      return "checkout_busy";
  }
  return "checkout_busy";
}

}  // namespace

void Coordinator::enter(QueueEntry entry) {
  const auto ticket = backlog_->find(entry.ticket_id);
  if (entry.run.empty()) {  // it was queued outside of any run
    entry.run = options_.run;
    entry.queue_id = format("{}/{}/{}", entry.run, entry.ticket_id, entry.attempt);
    parts_.queue.update(entry);
  }
  const Car car = entry.seq;
  Waiting& waiting = waiting_.emplace(car, Waiting{entry}).first->second;
  waiting.was_deferred = ticket && (*backlog_)[*ticket].state == State::deferred;
  waiting.set_aside = must_wait(waiting) && has_train();
  if (has_train() && !waiting.set_aside)
    train_.enter(car, ticket ? plan_->longest_path(*ticket) : 0);
  foresee_conflicts(entry);
}

/// Somebody may have a say in what lands.
void Coordinator::judge(QueueEntry entry) {
  const Guide::Judgement judgement = guide_.judge({entry});
  if (judgement.what == Guide::Judgement::What::accept) return enter(std::move(entry));
  if (judgement.what == Guide::Judgement::What::defer)
    return defer_kept(std::move(entry), "declined", judgement.why);
  if (judgement.what == Guide::Judgement::What::later) {
    no_more_ = true;
    return;
  }
  entry.status = EntryStatus::rejected;
  entry.reason = judgement.why;
  const EarlierAttempt what{
      .attempt = entry.attempt, .problem = judgement.why, .result = entry.result, .carry = true};
  send_back(entry, what, "declined");
}

/// What others made and may not merge with the newcomer: results that wait, the newest first, and
/// those that running agents carry on.
std::vector<const QueueEntry*> Coordinator::made_before(const QueueEntry& newcomer) const {
  std::vector<const QueueEntry*> made;
  std::set<std::string> queued{newcomer.ticket_id};
  for (auto newest = waiting_.rbegin(); newest != waiting_.rend(); ++newest) {
    made.push_back(&newest->second.entry);
    queued.insert(newest->second.entry.ticket_id);
  }
  for (const auto& [id, entry] : kept_) {
    const auto ticket = backlog_->find(id);
    const auto* last = attempts_.last_made(id);
    if (ticket && plan_->standing(*ticket) == Standing::running && !queued.contains(id) && last &&
        last->carry && last->result == entry.result)
      made.push_back(&entry);
  }
  return made;
}

/// The one that lands later is told now that it will have to be done again.
void Coordinator::foresee_conflicts(const QueueEntry& entry) {
  const auto order = train_.cars();  // one that is not in it comes last
  const auto place = [&](const QueueEntry& one) { return std::ranges::find(order, one.seq); };
  const std::set<std::string> files(entry.files.begin(), entry.files.end());
  int looked_at = 0;
  for (const QueueEntry* other : made_before(entry)) {
    if (looked_at == pairs_foreseen) break;
    if (std::ranges::none_of(other->files, [&](auto& file) { return files.contains(file); }))
      continue;
    ++looked_at;
    const bool goes_first = place(entry) < place(*other);
    const QueueEntry &first = goes_first ? entry : *other, &second = goes_first ? *other : entry;
    if (auto paths = parts_.lander.clash(first, second); !paths.empty())
      emit(event::ConflictForeseen{second.ticket_id, first.ticket_id, std::move(paths)});
  }
}

/// A dependency may have been taken back since the work on the ticket was begun, or a person may
/// have put its result into the queue before its time.
std::vector<std::string> Coordinator::not_done_before(const QueueEntry& entry) const {
  std::vector<std::string> not_done;
  const auto ticket = backlog_->find(entry.ticket_id);
  if (!ticket) return not_done;
  for (const TicketIndex before : graph_->predecessors(*ticket))
    if (plan_->standing(before) != Standing::done) not_done.emplace_back((*backlog_)[before].id);
  return not_done;
}

/// Then it is held until that has landed.
bool Coordinator::must_wait(Waiting& waiting) {
  const auto not_done = not_done_before(waiting.entry);
  if (not_done.empty()) return false;
  hold(waiting, {Held::Why::dependency, "it depends on what is not done: " + listing(not_done)});
  return true;
}

void Coordinator::free_what_waited_for_dependencies() {
  for (auto& [car, waiting] : waiting_) {
    if (!waiting.held || waiting.held->why != Held::Why::dependency) continue;
    if (!not_done_before(waiting.entry).empty()) continue;
    waiting.held.reset();
    waiting.retry_at = SteadyTime::min();
  }
}

std::vector<Car> Coordinator::landing_turn() {
  std::vector<Car> turn;
  for (auto& [car, waiting] : waiting_)
    if (SteadyClock::now() >= waiting.retry_at && !must_wait(waiting)) turn.push_back(car);
  return turn;
}

/// What is freed by a landing would otherwise come a moment too late for the worker that is free,
/// and wait until another ticket is through.
bool Coordinator::something_urgent_waits_to_land() {
  return std::ranges::any_of(landing_turn(), [&](Car car) {
    const auto ticket = backlog_->find(waiting_.at(car).entry.ticket_id);
    return ticket && plan_->holds_up_more_urgent(*ticket);
  });
}

/// Without a train: all whose turn it is, in their order, by as few moves of the branch as it
/// takes.
void Coordinator::land_waiting() {
  const std::vector<Car> turn = landing_turn();
  std::size_t at_once = most_at_once;
  for (std::span<const Car> left = turn; !left.empty();) {
    const std::size_t dealt_with = land_together(left.first(std::min(at_once, left.size())));
    if (dealt_with == 0) at_once = 1;  // one is in the way of the others
    left = left.subspan(dealt_with);
  }
}

/// How many of them, from the first, need no more for now.
std::size_t Coordinator::land_together(std::span<const Car> cars) {
  std::vector<Landing> landings;
  for (const Car car : cars) landings.push_back(landing_of(waiting_.at(car).entry));
  auto outcome = parts_.lander.land(landings, std::nullopt);
  if (const auto* at = std::get_if<std::vector<LandedAt>>(&outcome)) {
    for (std::size_t i = 0; i < at->size(); ++i) landed(take_out(cars[i]), (*at)[i]);
    return at->size();
  }
  if (const auto* conflict = std::get_if<MergeConflict>(&outcome)) {
    conflicted(take_out(cars.front()), *conflict);
    return 1;
  }
  const Held& held = std::get<Held>(outcome);
  if (held.why == Held::Why::local_changes && cars.size() > 1) return 0;
  for (const Car car : cars) hold(waiting_.at(car), held);
  return cars.size();
}

/// It does not wait any more.
QueueEntry Coordinator::take_out(Car car) {
  QueueEntry entry = std::move(waiting_.extract(car).mapped().entry);
  train_.leave(car);
  const auto places = placed_.lower_bound({car, ObjectId{}});
  const auto end = placed_.lower_bound({car + 1, ObjectId{}});
  if (places != end) parts_.lander.drop_candidate(entry);
  placed_.erase(places, end);
  return entry;
}

void Coordinator::landed(const QueueEntry& entry, const LandedAt& at) {
  anything_ready_ = true;
  ++landed_;
  if (at.earlier)
    emit(event::Landed{entry.ticket_id, entry.result, at.commit, entry.files.size(), 0});
  const IndexEdit edit = landing_edit(entry);
  states_.landed(edit, at.index_pending);
  discovered_ = discovered_ || !edit.added.empty();
  // Older results are forgotten first: while this one is there, it is known why.
  done(entry.ticket_id);
  QueueEntry applied = entry;  // as the archive is to say
  applied.status = EntryStatus::applied;
  states_.forget(std::move(applied), at.index_pending);
}

/// The work is done again on the new tip, and told what it ran into.
void Coordinator::conflicted(QueueEntry entry, const MergeConflict& conflict) {
  emit(event::Conflicted{entry.ticket_id, entry.attempt, conflict.paths});
  entry.status = EntryStatus::conflict;
  entry.reason = "the result does not merge with what has landed since: conflicts in " +
                 listing(conflict.paths);
  const EarlierAttempt what{.attempt = entry.attempt,
                            .problem = entry.reason,
                            .result = entry.result,
                            .paths = conflict.paths};
  send_back(entry, what, "merge_conflict");
}

/// What a person made and put into the queue, none may be there to mend.
bool Coordinator::has_agent(const QueueEntry& entry) const {
  const auto ticket = backlog_->find(entry.ticket_id);
  return options_.start_tickets && ticket && options_.agent_of((*backlog_)[*ticket]);
}

/// Back to the agent, if it may try again; what it made is kept.
void Coordinator::send_back(const QueueEntry& entry, const EarlierAttempt& what,
                            const std::string& category) {
  const bool again = attempts_.failed(entry.ticket_id, what).has_value() && has_agent(entry);
  keep(entry);
  if (!again)
    return defer({entry.ticket_id, category, entry.reason, attempts_.failures(entry.ticket_id), "",
                  entry.result});
  if (const auto ticket = backlog_->find(entry.ticket_id)) follow(plan_->put_back(*ticket));
  emit_counts();
}

void Coordinator::keep(const QueueEntry& entry) {
  parts_.queue.update(entry);
  kept_.emplace(entry.ticket_id, entry);
}

void Coordinator::hold(Waiting& waiting, Held held) {
  waiting.in_train = false;
  const auto now = SteadyClock::now();
  if (!waiting.held) waiting.held_since = now;
  if (!waiting.held || waiting.held->why != held.why)
    emit(event::LandingHeld{waiting.entry.ticket_id, held.reason, held.paths});
  const SteadyTime::duration longer = busy_retry + (now - waiting.held_since) / 2;
  waiting.retry_at =
      now + (held.why == Held::Why::busy ? std::min<SteadyTime::duration>(longer, held_retry)
                                         : held_retry);
  waiting.held = std::move(held);
}

/// The run ends with these results finished and not landed: deferred, each with its reason.
void Coordinator::give_up_held() {
  const auto now = SteadyClock::now();
  std::vector<Car> given_up;
  for (const auto& [car, waiting] : waiting_)
    if (waiting.is_held() &&
        (waiting.held->why != Held::Why::busy || now - waiting.held_since > busy_limit))
      given_up.push_back(car);
  for (const Car car : given_up) {
    const Held held = *waiting_.at(car).held;
    const std::string paths = held.paths.empty() ? "" : ": " + listing(held.paths);
    defer_kept(take_out(car), category_of(held.why), held.reason + paths);
  }
}

/// Finished, and for now not to land: `sage-stream land` can land it later.
void Coordinator::defer_kept(QueueEntry entry, const std::string& category, const std::string& why,
                             const std::string& last_error) {
  entry.status = EntryStatus::deferred;
  entry.reason = why;
  keep(entry);
  defer({entry.ticket_id, category, why, entry.attempt, last_error, entry.result});
}

}  // namespace sage
