#include <gtest/gtest.h>

#include "fakes/drain.h"
#include "plan/random_backlog.h"
#include "simulation/simulate.h"

// The simulation says what a drain does: the same tickets start at the same times, in the same
// order, as the coordinator starts them, and the same ones land, with workers whose jobs take as
// long as they are told, agents that fail, results that conflict, and a gate.
namespace sage {
namespace {

/// A pool on a virtual clock: the job that ends first ends next, among equals the one sent first.
class TimedPool : public WorkerPool {
 public:
  TimedPool(const Backlog& backlog, const Simulated& how, test::FakeLander& lander)
      : backlog_(backlog), how_(how), lander_(lander) {}

  std::size_t free() const override { return how_.workers - ends_.size(); }
  bool busy() const override { return !ends_.empty(); }
  Assigned send(const Job& job) override {
    const bool is_test = job.kind == JobKind::gate;
    if (!is_test) started.emplace_back(job.ticket, now_);
    const auto takes = is_test ? how_.gate_time.count() : how_.durations[index(job.ticket)];
    ends_.emplace(std::pair(now_ + takes, ++sent_), job);
    return {0, 4711, 1};
  }
  void cancel(std::uint64_t id) override {
    const auto of_id = [&](const auto& end) { return end.second.id == id; };
    auto job = ends_.extract(std::ranges::find_if(ends_, of_id));
    cancelled_.insert(id);
    job.key().first = now_;
    ends_.insert(std::move(job));
  }
  void cancel_all() override {}
  std::optional<PoolEvent> wait(SteadyTime deadline) override {
    if (ends_.empty()) return std::nullopt;
    const bool only_what_has_ended = deadline <= SteadyClock::now();
    if (only_what_has_ended && ends_.begin()->first.first > now_) return std::nullopt;
    const auto first = ends_.extract(ends_.begin());
    now_ = first.key().first;
    const Job& job = first.mapped();
    return job.kind == JobKind::gate ? tested(job) : worked(job);
  }

  /// Whether the result that the ticket made last conflicts on top of `onto`.
  bool conflicts(const std::string& ticket, const ObjectId& onto) const {
    const Job& job = last_done_.at(ticket);
    return how_.chances.conflicts(index(ticket), job.attempt) && onto != job.base;
  }

  std::vector<std::pair<std::string, std::int64_t>> started;

 private:
  TicketIndex index(const std::string& ticket) const { return backlog_.find(ticket).value(); }

  Outcome worked(const Job& job) {
    if (how_.chances.fails(index(job.ticket), job.attempt))
      return test::ended(job, OutcomeKind::failed);
    last_done_[job.ticket] = job;
    return test::completed(job);
  }

  Outcome tested(const Job& job) {
    Outcome outcome = test::completed(job);
    outcome.kind = cancelled_.contains(job.id) ? OutcomeKind::cancelled : OutcomeKind::checked;
    bool passes = true;
    for (const auto& ticket : lander_.tickets_in(job.base))
      passes = passes && !(last_done_.contains(ticket) &&
                           how_.chances.breaks_gate(index(ticket), last_done_.at(ticket).attempt));
    outcome.checks = {{.name = "gate", .verdict = passes ? Verdict::PASS : Verdict::FAIL}};
    return outcome;
  }

  const Backlog& backlog_;
  const Simulated& how_;
  test::FakeLander& lander_;
  std::int64_t now_ = 0;
  std::size_t sent_ = 0;
  std::map<std::pair<std::int64_t, std::size_t>, Job> ends_;
  std::map<std::string, Job> last_done_;
  std::set<std::uint64_t> cancelled_;
};

struct Seen {
  std::vector<std::pair<std::string, std::int64_t>> started;
  std::vector<std::string> landed;
  std::size_t deferred = 0;
  bool operator==(const Seen&) const = default;
};

Seen simulated(const Backlog& backlog, const Simulated& how) {
  std::vector<Standing> standing;
  for (const Ticket& ticket : backlog.tickets())
    standing.push_back(Plan::standing_of(ticket.state));
  const Graph graph = Graph::build(backlog);
  Plan plan(backlog, graph, standing, {});
  plan.start();
  const Schedule schedule = simulate(plan, how);
  Seen seen{.deferred = schedule.deferred.size() + plan.count(Standing::deferred)};
  for (const Shift& shift : schedule.shifts)
    seen.started.emplace_back(backlog[shift.ticket].id, shift.start);
  for (const TicketIndex ticket : schedule.landed) seen.landed.emplace_back(backlog[ticket].id);
  return seen;
}

Seen drained(const Backlog& backlog, const Simulated& how) {
  test::Drain drain{std::string(backlog.text())};
  drain.options.attempts = how.attempts;
  drain.options.train = how.train;
  if (how.gate_time.count() > 0) drain.options.gate = {Check{.name = "gate"}};
  test::FakeLander lander;
  TimedPool pool(backlog, how, lander);
  lander.conflicts = [&](const QueueEntry& entry, const ObjectId& onto) {
    return pool.conflicts(entry.ticket_id, onto) ? std::vector<std::string>{"file"}
                                                 : std::vector<std::string>{};
  };
  const Drained ended = drain.run(pool, lander);
  return {pool.started, lander.landed, ended.deferred};
}

class SimulatedDrain : public testing::TestWithParam<unsigned> {};

TEST_P(SimulatedDrain, IsTheDrain) {
  test::Random random(GetParam());
  const Backlog backlog = test::random_backlog(
      random, {24, test::pick(random, 1, 10), test::pick(random, 0, 5), 2, 10, 15});
  std::vector<std::int64_t> durations;
  for (const Ticket& ticket : backlog.tickets())
    durations.push_back(static_cast<std::int64_t>(ticket.effort));
  Simulated how{durations, static_cast<std::size_t>(test::pick(random, 1, 5)), {}};
  switch (GetParam() % 5) {
    case 0:  // all goes well
      break;
    case 1:
      how.attempts = test::pick(random, 1, 3);
      how.chances = {0.2, 0.2, 0, GetParam()};
      break;
    default:
      how.attempts = test::pick(random, 1, 3);
      how.chances = {0.1, 0.2, 0.3, GetParam()};
      how.gate_time = Milliseconds(test::pick(random, 1, 6));
      how.train = {.mode = static_cast<TrainMode>(GetParam() % 3), .window = 2, .longest = 8};
  }
  EXPECT_EQ(simulated(backlog, how), drained(backlog, how));
}

INSTANTIATE_TEST_SUITE_P(Seeds, SimulatedDrain, testing::Range(0u, 60u));

}  // namespace
}  // namespace sage
