#include <gtest/gtest.h>

#include <numeric>
#include <queue>

#include "plan/random_backlog.h"
#include "simulation/forecast.h"

// What holds of every simulated run, whatever fails and whatever it costs.
namespace sage {
namespace {

struct Case {
  explicit Case(unsigned seed) : random(seed), backlog(drawn_backlog()) {
    for (const Ticket& ticket : backlog.tickets())
      durations.push_back(ticket.is_container ? 0
                                              : 1000 * static_cast<std::int64_t>(ticket.effort));
    plan.start();
  }

  Backlog drawn_backlog() {
    return test::random_backlog(
        random, {60, test::pick(random, 0, 8), test::pick(random, 0, 6), 2, 10, 20});
  }
  static std::vector<Standing> standing_of(const Backlog& backlog) {
    std::vector<Standing> out;
    for (const Ticket& ticket : backlog.tickets()) out.push_back(Plan::standing_of(ticket.state));
    return out;
  }
  Micros draw_cost() { return test::pick(random, 0, 1) * test::pick(random, 0, 200'000); }
  double draw_rate() { return test::pick(random, 0, 1) * test::pick(random, 0, 60) / 100.0; }

  Simulated drawn_run() {
    Simulated how{durations, static_cast<std::size_t>(test::pick(random, 1, 12)), {}};
    how.costs = {draw_cost(), draw_cost(), draw_cost(), draw_cost(), draw_cost(), draw_cost()};
    how.chances = {draw_rate(), draw_rate(), draw_rate(), random()};
    how.attempts = test::pick(random, 1, 4);
    how.retry_delay = Milliseconds(test::pick(random, 0, 3000));
    how.gate_time = Milliseconds(test::pick(random, 0, 1) * test::pick(random, 1, 4000));
    how.train = {.mode = static_cast<TrainMode>(test::pick(random, 0, 2)),
                 .window = static_cast<std::size_t>(test::pick(random, 1, 6)),
                 .longest = static_cast<std::size_t>(test::pick(random, 1, 12))};
    return how;
  }
  Forecast run(const Simulated& how) const { return forecast(backlog, graph, plan, how); }

  test::Random random;
  Backlog backlog;
  Graph graph = Graph::build(backlog);
  std::vector<std::int64_t> durations;
  std::vector<Standing> standing = standing_of(backlog);
  Plan plan{backlog, graph, standing, {}};
};

class SimulatedRun : public testing::TestWithParam<unsigned> {};

TEST_P(SimulatedRun, IsNeverBelowTheBoundNorUsesMoreTimeThanThereIs) {
  Case one(GetParam());
  for (int i = 0; i < 10; ++i) {
    const Simulated how = one.drawn_run();
    const Forecast cast = one.run(how);
    const Micros all = 1000 * cast.schedule.makespan;
    EXPECT_GE(cast.schedule.makespan, cast.lower_bound());
    EXPECT_LE(cast.schedule.coordinating, all);
    EXPECT_LE(cast.schedule.working + cast.schedule.testing,
              all * static_cast<Micros>(how.workers));
  }
}

TEST_P(SimulatedRun, EveryTicketEndsExactlyOnce) {
  Case one(GetParam());
  for (int i = 0; i < 10; ++i) {
    const Schedule run = one.run(one.drawn_run()).schedule;
    std::vector<int> ends(one.backlog.size());
    for (const TicketIndex t : run.landed) ++ends[t];
    for (const TicketIndex t : run.deferred) ++ends[t];
    std::size_t left = 0;
    for (TicketIndex t = 0; t < one.backlog.size(); ++t) {
      const bool open = one.standing[t] == Standing::waiting && !one.backlog[t].is_container;
      EXPECT_LE(ends[t], open ? 1 : 0);
      left += open && ends[t] == 0 ? 1 : 0;
    }
    EXPECT_LE(left, run.blocked) << "only what waits for a deferred ticket is not done";
  }
}

TEST_P(SimulatedRun, WhatAttemptsCameToAddsUp) {
  Case one(GetParam());
  for (int i = 0; i < 10; ++i) {
    const Simulated how = one.drawn_run();
    const Schedule run = one.run(how).schedule;
    EXPECT_EQ(run.shifts.size(), run.landed.size() + run.failed + run.conflicted + run.rejected);
    std::map<TicketIndex, int> tries;
    for (const Shift& shift : run.shifts) ++tries[shift.ticket];
    for (const auto& [ticket, count] : tries) EXPECT_LE(count, how.attempts);
    for (const TicketIndex t : run.deferred) EXPECT_EQ(tries[t], how.attempts);
  }
}

TEST_P(SimulatedRun, WhatFailsTheGateNeverLands) {
  Case one(GetParam());
  for (const auto mode : {TrainMode::serial, TrainMode::speculative, TrainMode::batch}) {
    Simulated how = one.drawn_run();
    how.gate_time = Milliseconds(500);
    how.train.mode = mode;
    how.chances.gate_failure = 1;
    const Schedule run = one.run(how).schedule;
    EXPECT_TRUE(run.landed.empty());
    EXPECT_EQ(run.tests > 0, run.rejected > 0);
  }
}

TEST_P(SimulatedRun, IsTheSameFromTheSameSeed) {
  Case one(GetParam());
  const Simulated how = one.drawn_run();
  const Schedule first = one.run(how).schedule, second = one.run(how).schedule;
  EXPECT_EQ(first.shifts, second.shifts);
  EXPECT_EQ(first.landed, second.landed);
  EXPECT_EQ(first.makespan, second.makespan);
}

/// Graham (1969): a list schedule on m' >= m workers takes at most 1 + (m - 1) / m' times as long.
TEST_P(SimulatedRun, MoreWorkersNeverMakeItWorseByMoreThanGrahamsFactor) {
  test::Random random(GetParam());
  const Backlog backlog = test::random_backlog(random, {60, test::pick(random, 0, 8), 0, 0, 10, 0});
  const Graph graph = Graph::build(backlog);
  std::vector<std::int64_t> durations;
  for (const Ticket& ticket : backlog.tickets())
    durations.push_back(ticket.is_container ? 0 : static_cast<std::int64_t>(ticket.effort));
  Plan plan(backlog, graph, std::vector(backlog.size(), Standing::waiting), {});
  plan.start();
  for (std::size_t few = 1; few < 8; ++few)
    for (std::size_t more = few; more < 10; ++more) {
      const auto span = [&](std::size_t workers) {
        return static_cast<double>(simulate(plan, {durations, workers, {}}).makespan);
      };
      EXPECT_LE(span(more), span(few) * (1 + double(few - 1) / double(more)) + 1e-9)
          << few << " and " << more << " workers";
    }
}

/// Longest first to whoever is free first.
std::int64_t list_schedule(std::vector<std::int64_t> durations, std::size_t workers) {
  std::ranges::sort(durations, std::greater<>());
  std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> free_at;
  for (std::size_t i = 0; i < workers; ++i) free_at.push(0);
  std::int64_t last = 0;
  for (const std::int64_t duration : durations) {
    const std::int64_t end = free_at.top() + duration;
    free_at.pop();
    free_at.push(end);
    last = std::max(last, end);
  }
  return last;
}

TEST_P(SimulatedRun, OfIndependentTicketsAtNoCostIsTheListSchedule) {
  test::Random random(GetParam());
  std::string text;
  for (int i = 0; i < 50; ++i) text += format("T-{} x{}\n", i, test::pick(random, 1, 40));
  const Backlog backlog = test::drawn(text);
  const Graph graph = Graph::build(backlog);
  std::vector<std::int64_t> durations;
  for (const Ticket& ticket : backlog.tickets())
    durations.push_back(static_cast<std::int64_t>(ticket.effort));
  Plan plan(backlog, graph, std::vector(backlog.size(), Standing::waiting), {});
  plan.start();
  for (std::size_t workers = 1; workers < 60; workers += 3)
    EXPECT_EQ(simulate(plan, {durations, workers, {}}).makespan, list_schedule(durations, workers));
}

INSTANTIATE_TEST_SUITE_P(Seeds, SimulatedRun, testing::Range(0u, 40u));

TEST(SimulatedCosts, WaitsForTheCoordinatorThatIsBusy) {
  const Backlog backlog = test::drawn("A x1\nB x1\nC x1");
  const Graph graph = Graph::build(backlog);
  const std::vector<std::int64_t> durations(3, 10);
  Plan plan(backlog, graph, std::vector(3, Standing::waiting), {});
  plan.start();
  Simulated how{durations, 3, {}};
  how.costs = {.start = 1000, .settle = 2000, .landing = 3000, .batch = 4000};
  const Schedule run = simulate(plan, how);
  ASSERT_EQ(run.shifts.size(), 3u);
  EXPECT_EQ(run.shifts[2].start, 3) << "begun one after the other";
  EXPECT_EQ(run.makespan, 11 + 3 * 2 + 3 * 3 + 4) << "the others end while A is settled";
  EXPECT_EQ(run.coordinating, 1000 * (3 * (1 + 2 + 3) + 4)) << "they land together";
}

TEST(SimulatedCosts, WritesTheIndexForATenthOfTheTimeAtMost) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += format("T-{} x1\n", i);
  const Backlog backlog = test::drawn(text);
  const Graph graph = Graph::build(backlog);
  const std::vector<std::int64_t> durations(400, 1);
  Plan plan(backlog, graph, std::vector(400, Standing::waiting), {});
  plan.start();
  Simulated how{durations, 1, {}};
  how.costs.record = 1000;
  const Schedule run = simulate(plan, how);
  EXPECT_GT(run.coordinating, 20'000);
  EXPECT_LE(run.coordinating, run.makespan * 1000 / 10 + 2 * how.costs.record);
}

}  // namespace
}  // namespace sage
