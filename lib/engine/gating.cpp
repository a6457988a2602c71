#include <algorithm>

#include "engine/coordinator.h"

/// What is tested before it lands. The train (queue/train.h) says what is to be tested and what
/// follows; here its questions are answered by merging and by verdicts, and what it says is done.
namespace sage {
namespace {

std::string last_words(const GateVerdict& verdict) {
  const auto* failing = first_failing(verdict.reports);
  return failing ? failing->output : std::string();
}

}  // namespace

void Coordinator::run_train() {
  take_up_again();
  gate_.look_again();
  const Train::Yard yard{[this](Car car, const ObjectId& onto) { return place(car, onto); },
                         [this](const ObjectId& commit) {
                           if (!gate_.exists()) return Train::Known::passed;
                           const auto verdict = gate_.verdict(parts_.lander.tree_of(commit));
                           if (!verdict) return Train::Known::nothing;
                           return verdict->verdict == Verdict::PASS ? Train::Known::passed
                                                                    : Train::Known::failed;
                         }};
  tip_is_to_be_tested_ = false;
  ObjectId tip = parts_.lander.tip();
  auto formation = train_.form(tip, yard);
  while (act_on(formation, tip)) {
    tip = parts_.lander.tip();
    formation = train_.form(tip, yard);
  }
  if (interrupt_ == Interrupt::stop) return;
  send_hooks();
  send_tests(formation);
}

/// What was set aside goes back into the train when it is time to try again, and what can not land
/// any more is set aside.
void Coordinator::take_up_again() {
  for (auto& [car, waiting] : waiting_) {
    if (SteadyClock::now() < waiting.retry_at) continue;
    if (must_wait(waiting)) {
      if (!std::exchange(waiting.set_aside, true)) train_.leave(car);
      continue;
    }
    if (!std::exchange(waiting.set_aside, false)) continue;
    waiting.in_train = true;
    train_.enter(car, 0);
  }
}

std::optional<ObjectId> Coordinator::place(Car car, const ObjectId& onto) {
  auto found = placed_.find({car, onto});
  if (found == placed_.end()) {
    const QueueEntry& entry = waiting_.at(car).entry;
    auto placed = parts_.lander.candidate(landing_of(entry), onto);
    found = placed_.emplace(std::pair{car, onto}, std::move(placed)).first;
    if (const auto* candidate = std::get_if<Candidate>(&found->second))
      if (gate_.exists() && gate_.verdict(candidate->tree))
        tell_verdict({entry.ticket_id, candidate->commit, candidate->tree, SteadyClock::now()},
                     true);
  }
  const auto* candidate = std::get_if<Candidate>(&found->second);
  return candidate ? std::optional(candidate->commit) : std::nullopt;
}

/// `tip`: the one the train was formed on, whatever the branch has come to since. Gives whether the
/// train is another one now.
bool Coordinator::act_on(const Train::Formation& formation, const ObjectId& tip) {
  if (!formation.land.empty()) return land_tested(formation.land, tip);
  if (formation.rejected) return reject(*formation.rejected, tip);
  if (!formation.conflicted) return false;
  const Car car = *formation.conflicted;
  const Placed placed = placed_.at({car, tip});
  if (const auto* conflict = std::get_if<MergeConflict>(&placed))
    conflicted(take_out(car), *conflict);
  else
    landed(take_out(car), std::get<LandedAt>(placed));
  return true;
}

bool Coordinator::land_tested(const std::vector<Car>& tested, const ObjectId& tip) {
  if (SteadyClock::now() < waiting_.at(tested.front()).retry_at) return false;
  const auto cars = options_.landing_hooks ? passed_by_hooks(tested, tip) : tested;
  if (cars.empty()) return !waiting_.contains(tested.front());
  std::vector<Landing> landings;
  ObjectId onto = tip;
  for (const Car car : cars) {
    landings.push_back(landing_of(waiting_.at(car).entry));
    onto = std::get<Candidate>(placed_.at({car, onto})).commit;
  }
  auto outcome = parts_.lander.land(landings, parts_.lander.tree_of(onto));
  if (const auto* landed_at = std::get_if<std::vector<LandedAt>>(&outcome)) {
    for (std::size_t i = 0; i < landed_at->size(); ++i) landed(take_out(cars[i]), (*landed_at)[i]);
    train_.landed(landed_at->size());
    return true;
  }
  auto* held = std::get_if<Held>(&outcome);
  if (!held && parts_.lander.tip() == tip)
    throw Error(ErrorKind::internal, "what was tested is not what would land on the same tip");
  if (!held) return true;  // the branch has moved
  const auto is_held = [&](Car car) {
    return std::ranges::any_of(waiting_.at(car).entry.files, [&](const auto& file) {
      return std::ranges::find(held->paths, file) != held->paths.end();
    });
  };
  const auto culprit = std::ranges::find_if(cars, is_held);
  const Car car = culprit == cars.end() ? cars.front() : *culprit;
  Waiting& waiting = waiting_.at(car);
  waiting.set_aside = held->why != Held::Why::busy;
  if (waiting.set_aside) train_.leave(car);
  hold(waiting, std::move(*held));
  return waiting.set_aside;
}

/// The agent that made it mends it, on top of what it failed with. But first: is it to blame, or
/// does the branch itself not pass?
bool Coordinator::reject(Car car, const ObjectId& tip) {
  const auto of_tip =
      tip.is_zero() ? GateVerdict{Verdict::PASS, {}} : gate_.verdict(parts_.lander.tree_of(tip));
  tip_is_to_be_tested_ = !of_tip;
  if (!of_tip) return false;
  const auto& candidate = std::get<Candidate>(placed_.at({car, tip}));
  const GateVerdict verdict = gate_.verdict(candidate.tree).value();
  gate_.let_go(candidate.tree);
  QueueEntry entry = take_out(car);
  train_.rejected();
  if (of_tip->verdict != Verdict::PASS) {
    defer_kept(std::move(entry), "gate_broken",
               "the gate does not pass on the branch itself: " + gate_problem(*of_tip));
    return true;
  }
  entry.status = EntryStatus::deferred;
  entry.reason = gate_problem(verdict);
  const EarlierAttempt what{
      .attempt = entry.attempt,
      .problem = "merged with what has landed since, the work does not pass: " + entry.reason +
                 "\n" + last_words(verdict),
      .result = entry.result,
      .carry = true};
  const bool again = has_agent(entry) && attempts_.has_another(entry.ticket_id);
  emit(event::AttemptFailed{.ticket = entry.ticket_id,
                            .attempt = entry.attempt,
                            .category = gate_category(verdict.verdict),
                            .message = entry.reason,
                            .retry_in_ms = again ? 0 : -1,
                            .log = verdict.reports.empty() ? "" : verdict.reports.back().log});
  send_back(entry, what, gate_category(verdict.verdict));
  return true;
}

void Coordinator::send_tests(const Train::Formation& formation) {
  std::vector<std::pair<GateTest, std::vector<Car>>> tests;
  const auto want = [&](const std::string& ticket, const ObjectId& commit,
                        const std::vector<Car>& cars) {
    tests.push_back({{ticket, commit, parts_.lander.tree_of(commit)}, cars});
  };
  if (tip_is_to_be_tested_) want("", parts_.lander.tip(), {});
  for (const auto& [commit, cars] : formation.tests)
    want(waiting_.at(cars.back()).entry.ticket_id, commit, cars);
  std::set<ObjectId> wanted;
  for (const auto& [test, cars] : tests) wanted.insert(test.tree);
  for (const auto job : gate_.take_useless(wanted)) parts_.pool.cancel(job);
  for (auto& [test, cars] : tests)
    if (parts_.pool.free() > 0 && !gate_.is_under_test(test.tree)) send_test(std::move(test), cars);
}

void Coordinator::send_test(GateTest test, const std::vector<Car>& cars) {
  Job job = options_.job_defaults;
  job.id = ++last_job_;
  job.kind = JobKind::gate;
  job.run = options_.run;
  job.ticket = test.ticket;
  job.base = test.commit;
  job.checks = gate_.checks();
  job.log_folder = parts_.layout.gate_logs(options_.run, job.id).string();
  std::vector<std::string> ahead;
  ahead.reserve(cars.size());
  for (const Car car : cars) ahead.push_back(waiting_.at(car).entry.ticket_id);
  if (!ahead.empty()) ahead.pop_back();
  const Assigned to = parts_.pool.send(job);
  emit(event::GateStarted{test.ticket, test.commit, test.tree, std::move(ahead), to.worker});
  test.since = SteadyClock::now();
  gate_.begin(job.id, std::move(test));
}

void Coordinator::settle_test(const Outcome& outcome) {
  for (const auto& note : outcome.notes) emit(event::Warning{outcome.ticket, note});
  if (outcome.kind == OutcomeKind::cancelled) {
    const GateTest test = gate_.drop(outcome.job);
    return emit(event::GateDropped{test.ticket, test.commit, test.tree});
  }
  const GateTest test = outcome.kind == OutcomeKind::checked
                            ? gate_.end(outcome.job, outcome.checks)
                            : gate_.lost(outcome.job, outcome.message);
  tell_verdict(test, false);
}

void Coordinator::settle_lost_test(const WorkerLoss& loss) {
  emit(event::WorkerLost{loss.worker, "", "while it tested a tree: " + loss.message});
  tell_verdict(gate_.lost(loss.job, loss.message), false);
}

void Coordinator::tell_verdict(const GateTest& test, bool remembered) {
  const auto verdict = gate_.verdict(test.tree);
  if (!verdict) return;
  const auto took = std::chrono::duration_cast<Milliseconds>(SteadyClock::now() - test.since);
  emit(event::GateFinished{test.ticket, test.commit, test.tree, verdict->verdict, verdict->reports,
                           remembered, took.count()});
}

}  // namespace sage
