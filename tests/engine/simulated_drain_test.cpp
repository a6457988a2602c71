#include <gtest/gtest.h>

#include "fakes/drain.h"
#include "plan/random_backlog.h"
#include "plan/simulate.h"

// The simulation says what a drain does: the same tickets start at the same times, in the same
// order, as the coordinator starts them with workers whose jobs take as long as they are told.
namespace sage {
namespace {

/// A pool on a virtual clock: the job that ends first ends next, among equals the one sent first.
class TimedPool : public WorkerPool {
 public:
  TimedPool(std::size_t limit, std::map<std::string, std::int64_t> takes)
      : limit_(limit), takes_(std::move(takes)) {}

  std::size_t free() const override { return limit_ - ends_.size(); }
  bool busy() const override { return !ends_.empty(); }
  Assigned send(const Job& job) override {
    started.emplace_back(job.ticket, now_);
    ends_.emplace(std::pair(now_ + takes_.at(job.ticket), started.size()), job);
    return {0, 4711, 1};
  }
  void cancel(std::uint64_t) override {}
  void cancel_all() override {}
  std::optional<PoolEvent> wait(SteadyTime deadline) override {
    if (ends_.empty() || deadline <= SteadyClock::now()) return std::nullopt;
    const auto first = ends_.extract(ends_.begin());
    now_ = first.key().first;
    return test::completed(first.mapped());
  }

  std::vector<std::pair<std::string, std::int64_t>> started;

 private:
  std::size_t limit_;
  std::map<std::string, std::int64_t> takes_;
  std::int64_t now_ = 0;
  std::map<std::pair<std::int64_t, std::size_t>, Job> ends_;
};

class SimulatedDrain : public testing::TestWithParam<unsigned> {};

TEST_P(SimulatedDrain, IsTheDrain) {
  test::Random random(GetParam());
  const Backlog backlog = test::random_backlog(
      random, {24, test::pick(random, 1, 10), test::pick(random, 0, 5), 2, 10, 15});
  const auto workers = static_cast<std::size_t>(test::pick(random, 1, 5));
  std::vector<std::int64_t> durations;
  std::vector<Standing> standing;
  std::map<std::string, std::int64_t> takes;
  for (const Ticket& ticket : backlog.tickets()) {
    durations.push_back(static_cast<std::int64_t>(ticket.effort));
    takes[std::string(ticket.id)] = durations.back();
    standing.push_back(Plan::standing_of(ticket.state));
  }
  const Graph graph = Graph::build(backlog);
  Plan plan(backlog, graph, standing, {});
  plan.start();
  std::vector<std::pair<std::string, std::int64_t>> simulated;
  for (const Shift& shift : simulate(plan, {durations, workers, {}}).shifts)
    simulated.emplace_back(backlog[shift.ticket].id, shift.start);

  test::Drain drain{std::string(backlog.text())};
  TimedPool pool(workers, takes);
  test::FakeLander lander;
  drain.run(pool, lander);
  EXPECT_EQ(pool.started, simulated);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SimulatedDrain, testing::Range(0u, 30u));

}  // namespace
}  // namespace sage
