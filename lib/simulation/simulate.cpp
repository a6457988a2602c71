#include "simulation/simulate.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <queue>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/error.h"
#include "engine/attempts.h"
#include "simulation/virtual_branch.h"

// Problem: how long a run will take, what runs when, and what holds it up follows from
// dependencies, priorities, overlapping paths, the number of workers, failures, the gate and the
// coordinator's own work all at once; no formula gives it.
//
// Idea: a discrete-event simulation (Banks and Carson, 1984) of the very plan, merge train and
// counting of attempts that a run uses, in the order of the coordinator's loop: workers are filled,
// what has happened is settled, what follows lands. Time jumps from one such thing to the
// next, ends at the same time come in the order in which they began; and as the coordinator does
// one thing at a time, what it does takes time in which it looks at nothing else. Where it is
// always busy, workers idle: that is where a run saturates.
//
// Cost: O((tickets + edges) log tickets), and with a gate a window's worth of places for each of
// its tests. Left out: users, other processes, a branch that does not pass itself, lost workers.
namespace sage {
namespace {

constexpr std::size_t most_at_once = 64;  // are settled before others land, and land together
constexpr Micros longest = std::chrono::microseconds(std::chrono::years(250)).count();

/// Times are added up as far as 64 bits go: of all workers together, in microseconds, and of the
/// clock of attempts, in nanoseconds.
Micros sum(Micros a, Micros b, Micros most) {
  if (b <= most - a) return a + b;
  throw Error(ErrorKind::usage, "the run would take more than 250 years, which are not simulated",
              "fewer tickets or attempts, shorter times, or more workers");
}

class Run {
 public:
  Run(Plan plan, const Simulated& how)
      : plan_(std::move(plan)),
        how_(how),
        attempts_(how.attempts, how.retry_delay),
        train_(how.train) {
    for (std::uint32_t worker = 0; worker < how.workers; ++worker) idle_.push(worker);
  }

  Schedule go() {
    do {
      work_off();
    } while (goes_on());
    if (index_is_behind_) spend(how_.costs.record);
    course_until(now_);
    out_.makespan = (now_ + 999) / 1000;
    out_.blocked = plan_.count(Standing::blocked);
    return std::move(out_);
  }

 private:
  struct Job {
    std::uint32_t worker = 0;
    Micros begun = 0;
    bool is_test = false, cancelled = false, has_ended = false;
    TicketIndex ticket = 0;
    int attempt = 0;
    ObjectId commit;  // the attempt's base, or what is tested
  };
  using JobNumber = std::size_t;
  using End = std::pair<Micros, JobNumber>;

  bool has_gate() const { return how_.gate_time.count() > 0; }
  std::int64_t now_ms() const { return now_ / 1000; }

  /// The coordinator's loop.
  void work_off() {
    do {
      put_back_due();
      if (has_gate())
        run_train();
      else if (something_urgent_waits_to_land())
        land_waiting();
      fill();
      if (!has_gate()) land_waiting();
      fill();
      write_index();
    } while (wait());
  }

  bool goes_on() {
    if (held_.empty() || !how_.more || !how_.more(in_order(), now_ms())) return false;
    put_back_held();
    return true;
  }

  /// What is held back, the most urgent first.
  const std::vector<TicketIndex>& in_order() {
    put_back_held();
    while (const auto ticket = plan_.take_ready()) hold(*ticket);
    return held_;
  }

  void hold(TicketIndex ticket) {
    plan_.park(ticket);
    held_.push_back(ticket);
  }

  void put_back_held() {
    for (const TicketIndex ticket : std::exchange(held_, {})) plan_.put_back(ticket);
  }

  /// The coordinator is at it for so long.
  void spend(Micros time) {
    now_ = sum(now_, time, longest);
    out_.coordinating += time;
  }

  void course_until(Micros time) {
    out_.course.held_until(
        time, {plan_.count(Standing::ready), agents_at_work_, tests_.size(), waiting_.size()});
  }

  void write_index() {
    if (!index_is_behind_ || now_ < index_due_) return;
    spend(how_.costs.record);
    index_due_ = now_ + 9 * how_.costs.record;
    index_is_behind_ = false;
  }

  // --- jobs

  void fill() {
    while (!idle_.empty()) {
      const auto ticket = plan_.take_ready();
      if (!ticket) return;
      if (how_.may_start && !how_.may_start(*ticket, now_ms()))
        hold(*ticket);
      else
        start(*ticket);
    }
  }

  void start(TicketIndex ticket) {
    spend(how_.costs.start);
    const Micros works = std::min(how_.durations[ticket], longest / 1000 + 1) * 1000;
    const Micros takes = sum(works, how_.costs.workspace, longest);
    out_.shifts.push_back({ticket, idle_.top(), now_ms(), sum(now_, takes, longest) / 1000});
    begin({.ticket = ticket,
           .attempt = attempts_.begin(std::to_string(ticket)),
           .commit = branch_.tip()},
          takes);
    ++agents_at_work_;
    index_is_behind_ = true;
  }

  JobNumber begin(Job job, Micros takes) {
    job.worker = idle_.top();
    job.begun = now_;
    idle_.pop();
    jobs_.push_back(job);
    ends_.push({sum(now_, takes, longest), jobs_.size() - 1});
    return jobs_.size() - 1;
  }

  /// Until something happens, which is settled, or is due. False: nothing will.
  bool wait() {
    next_has_ended();
    if (ends_.empty() && !attempts_.anyone_waits()) return false;
    const Micros due = next_due();
    const bool ends_first = !ends_.empty() && ends_.top().first <= due;
    const Micros then = std::max(now_, ends_first ? ends_.top().first : due);
    course_until(then);
    now_ = then;
    for (std::size_t settled = 0; next_has_ended() && settled <= most_at_once; ++settled)
      settle_next();
    return true;
  }

  /// Whether something has ended by now that is not settled.
  bool next_has_ended() {
    while (!ends_.empty() && jobs_[ends_.top().second].has_ended) ends_.pop();
    return !ends_.empty() && ends_.top().first <= now_;
  }

  Micros next_due() const {
    const Micros index = index_is_behind_ ? index_due_ : std::numeric_limits<Micros>::max();
    if (!attempts_.anyone_waits()) return index;
    return std::min(index, std::chrono::duration_cast<std::chrono::microseconds>(
                               attempts_.next_due().time_since_epoch())
                               .count());
  }

  SteadyTime steady_now() const { return SteadyTime(std::chrono::microseconds(now_)); }

  void settle_next() {
    const auto [end, number] = ends_.top();
    ends_.pop();
    Job& job = jobs_[number];
    job.has_ended = true;
    idle_.push(job.worker);
    Micros& work = job.is_test ? out_.testing : out_.working;
    work = sum(work, end - job.begun, std::numeric_limits<Micros>::max());
    spend(how_.costs.settle);
    job.is_test ? settle_test(job) : settle_attempt(job);
  }

  void settle_attempt(const Job& job) {
    --agents_at_work_;
    const Chances& chances = how_.chances;
    if (chances.fails(job.ticket, job.attempt)) return failed(job.ticket);
    const Car car = ++last_car_;
    waiting_.emplace(
        car, VirtualResult{job.ticket, job.commit, chances.conflicts(job.ticket, job.attempt),
                           chances.breaks_gate(job.ticket, job.attempt)});
    if (!has_gate()) return;
    train_.enter(car, plan_.longest_path(job.ticket));
    train_has_changed_ |= waiting_.size() <= train_.window();  // else it goes behind all tested
  }

  void failed(TicketIndex ticket) {
    ++out_.failed;
    const auto wait = attempts_.failed(std::to_string(ticket), {});
    if (!wait) return defer(ticket);
    plan_.park(ticket);
    attempts_.wait_until(std::to_string(ticket), steady_now() + *wait);
  }

  void put_back_due() {
    for (const auto& ticket : attempts_.due(steady_now()))
      plan_.put_back(static_cast<TicketIndex>(std::stoul(ticket)));
  }

  /// What does not land is done again, if the ticket has another attempt.
  void send_back(TicketIndex ticket) {
    if (attempts_.failed(std::to_string(ticket), {}))
      plan_.put_back(ticket);
    else
      defer(ticket);
  }

  void defer(TicketIndex ticket) {
    out_.deferred.push_back(ticket);
    index_is_behind_ = true;
    plan_.deferred(ticket);
  }

  // --- landing

  VirtualResult take_out(Car car) {
    train_.leave(car);
    return waiting_.extract(car).mapped();
  }

  /// Where it lands, or would.
  std::optional<ObjectId> place(Car car, const ObjectId& onto) {
    const std::size_t before = branch_.placed();
    const auto commit = branch_.place(car, waiting_.at(car), onto);
    if (branch_.placed() > before) spend(how_.costs.landing);
    return commit;
  }

  bool something_urgent_waits_to_land() const {
    return std::ranges::any_of(
        waiting_, [&](const auto& one) { return plan_.holds_up_more_urgent(one.second.ticket); });
  }

  /// Without a gate: all that wait, in their order, by as few moves of the branch as it takes.
  void land_waiting() {
    std::vector<Car> turn, together;
    for (const auto& [car, result] : waiting_) turn.push_back(car);
    ObjectId ahead = branch_.tip();
    for (const Car car : turn) {
      const auto commit = place(car, ahead);
      if (!commit || together.size() == most_at_once) land(std::exchange(together, {}), ahead);
      if (!commit) {
        conflicted(car);
        continue;
      }
      ahead = *commit;
      together.push_back(car);
    }
    land(together, ahead);
  }

  void conflicted(Car car) {
    ++out_.conflicted;
    send_back(take_out(car).ticket);
  }

  void land(const std::vector<Car>& cars, const ObjectId& tip) {
    if (cars.empty()) return;
    spend(how_.costs.batch);
    branch_.move_to(tip);
    for (const Car car : cars) {
      const TicketIndex ticket = take_out(car).ticket;
      out_.landed.push_back(ticket);
      plan_.done(ticket);
    }
    index_is_behind_ = true;
  }

  void run_train() {
    const Train::Yard yard{
        [this](Car car, const ObjectId& onto) { return place(car, onto); },
        [this](const ObjectId& commit) { return branch_.known(commit); },
    };
    while (std::exchange(train_has_changed_, false)) {
      formation_ = train_.form(branch_.tip(), yard);
      train_has_changed_ = act_on(formation_);
    }
    send_tests();
  }

  bool act_on(const Train::Formation& formation) {
    if (!formation.land.empty()) {
      land_tested(formation.land);
    } else if (formation.rejected) {
      ++out_.rejected;
      train_.rejected();
      send_back(take_out(*formation.rejected).ticket);
    } else if (formation.conflicted) {
      conflicted(*formation.conflicted);
    } else {
      return false;
    }
    return true;
  }

  /// They are merged again, onto the tip as it stands then.
  void land_tested(const std::vector<Car>& cars) {
    ObjectId tip = branch_.tip();
    for (const Car car : cars) tip = place(car, tip).value();
    spend(how_.costs.landing * static_cast<Micros>(cars.size()));
    land(cars, tip);
    train_.landed(cars.size());
  }

  void send_tests() {
    std::unordered_set<ObjectId> wanted;
    for (const auto& test : formation_.tests) wanted.insert(test.commit);
    for (const auto& [commit, number] : tests_)
      if (!wanted.contains(commit) && !std::exchange(jobs_[number].cancelled, true))
        ends_.push({now_, number});
    for (const auto& test : formation_.tests) {
      if (idle_.empty()) return;
      if (tests_.contains(test.commit)) continue;
      spend(how_.costs.start);
      const Micros takes = std::chrono::microseconds(how_.gate_time).count();
      tests_[test.commit] = begin({.is_test = true, .commit = test.commit}, takes);
      ++out_.tests;
    }
  }

  void settle_test(const Job& job) {
    tests_.erase(job.commit);
    train_has_changed_ = true;
    if (job.cancelled)
      ++out_.dropped_tests;
    else
      branch_.tested(job.commit);
  }

  Plan plan_;
  const Simulated& how_;
  Micros now_ = 0;
  Schedule out_;
  Attempts attempts_;
  Train train_;
  Train::Formation formation_;  // of the train as it was last changed
  bool train_has_changed_ = false;
  VirtualBranch branch_;
  Car last_car_ = 0;
  std::map<Car, VirtualResult> waiting_;           // to land
  std::vector<TicketIndex> held_;                  // parked
  std::vector<Job> jobs_;                          // all there were
  std::unordered_map<ObjectId, JobNumber> tests_;  // under way
  std::size_t agents_at_work_ = 0;
  Micros index_due_ = 0;
  bool index_is_behind_ = false;
  std::priority_queue<End, std::vector<End>, std::greater<>> ends_;
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> idle_;
};

}  // namespace

Schedule simulate(Plan plan, const Simulated& how) { return Run(std::move(plan), how).go(); }

}  // namespace sage
