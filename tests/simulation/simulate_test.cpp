#include "simulation/simulate.h"

#include <gtest/gtest.h>

#include "plan/random_backlog.h"
#include "simulation/forecast.h"
#include "support/error_of.h"

namespace sage {
namespace {

using test::drawn;

/// A backlog, its started plan, and effort as duration.
struct Drawn {
  explicit Drawn(Backlog tickets) : backlog(std::move(tickets)) {
    for (const Ticket& ticket : backlog.tickets())
      durations.push_back(ticket.is_container ? 0 : static_cast<std::int64_t>(ticket.effort));
    plan.start();
  }
  explicit Drawn(const std::string& text) : Drawn(drawn(text)) {}

  /// "A@0 B@3/1": what starts when, and on which worker if not the first.
  std::string run(std::size_t workers, const std::set<std::string>& held = {}) const {
    std::string out;
    const auto may = [&](TicketIndex t, std::int64_t) {
      return !held.contains(std::string(backlog[t].id));
    };
    for (const Shift& s : simulate(plan, {durations, workers, may}).shifts)
      out += format("{}{}@{}{}", out.empty() ? "" : " ", backlog[s.ticket].id, s.start,
                    s.worker == 0 ? "" : format("/{}", s.worker));
    return out;
  }

  static std::vector<Standing> standing_of(const Backlog& backlog) {
    std::vector<Standing> out;
    for (const Ticket& ticket : backlog.tickets()) out.push_back(Plan::standing_of(ticket.state));
    return out;
  }

  Backlog backlog;
  Graph graph = Graph::build(backlog);
  std::vector<std::int64_t> durations;
  std::vector<Standing> standing = standing_of(backlog);
  Plan plan{backlog, graph, standing, {}};
};

//     A ──► B        C alone
TEST(Simulation, WorkersTakeWhatIsReadyMostUrgentFirst) {
  const Drawn three("A x2\nB x3 : A\nC x4");
  EXPECT_EQ(three.run(1),
            "A@0 C@2 B@6");  // C is more urgent than B: the worker does not wait for A to land
  EXPECT_EQ(three.run(2), "A@0 C@0/1 B@2");
  EXPECT_EQ(three.run(8), "A@0 C@0/1 B@2");
}

TEST(Simulation, WhatTheEndedTicketFreesGoesFirstWhereItIsMoreUrgent) {
  EXPECT_EQ(Drawn("A x5\nB P0 x1 : A\nC x1").run(1), "A@0 B@5 C@6");
  EXPECT_EQ(Drawn("A x5\nB x2 : A\nC x1\nD x1").run(2), "A@0 C@0/1 D@1/1 B@5");
  EXPECT_EQ(Drawn("A x1\nB x2 : A\nC x2 : B\nD x1").run(1), "A@0 B@1 C@3 D@5");
}

TEST(Simulation, TicketsThatShareAFileTakeTurns) {
  EXPECT_EQ(Drawn("A x2 @f\nB x2 @f\nC x1").run(3), "A@0 C@0/1 B@2");
}

TEST(Simulation, ContainersCloseByThemselvesAndFreeWhatWaitsForThem) {
  EXPECT_EQ(Drawn("E epic\nA x2 ^E\nB x1 : E").run(2), "A@0 B@2");
}

TEST(Simulation, WhatMayNotStartHoldsUpOnlyWhatWaitsForIt) {
  EXPECT_EQ(Drawn("A x1\nB x1 : A\nC x1\nD x1").run(1, {"A"}), "C@0 D@1");
}

//     A ──► B        C and D alone
TEST(Simulation, WhatIsHeldBackIsAskedForAgainWhenNothingRuns) {
  const Drawn four("A x2\nB x1 : A\nC x5\nD P0 x1");
  std::set<TicketIndex> batch;
  std::vector<std::string> asked;
  const auto is_in_batch = [&](TicketIndex t, std::int64_t) { return batch.contains(t); };
  const auto more = [&](const std::vector<TicketIndex>& held, std::int64_t now) {
    asked.push_back(format("{}:", now));
    for (const TicketIndex t : held) asked.back() += four.backlog[t].id;
    batch = {held.begin(), held.end()};
    if (now == 0) batch.erase(held.back());
    return true;
  };
  std::string out;
  for (const Shift& s : simulate(four.plan, {four.durations, 2, is_in_batch, more}).shifts)
    out += format("{}@{} ", four.backlog[s.ticket].id, s.start);
  EXPECT_EQ(out, "D@0 C@0 A@5 B@7 ");
  EXPECT_EQ(asked, (std::vector<std::string>{"0:DCA", "5:A", "7:B"}));
}

TEST(Simulation, DoneAndBlockedTicketsTakeNoTime) {
  EXPECT_EQ(Drawn("A COMPLETED x9\nB x1 : A\nD DEFERRED x9\nE x9 : D").run(2), "B@0");
}

TEST(Simulation, TicketsThatTakeNoTimeAreAllDone) {
  EXPECT_EQ(Drawn("A x0\nB x0 : A\nC x0 : B").run(1), "A@0 B@0 C@0");
}

TEST(Simulation, OfAnEmptyPlanIsEmpty) { EXPECT_EQ(Drawn("A COMPLETED").run(3), ""); }

TEST(Simulation, OfMoreThan250YearsIsRefused) {
  constexpr std::int64_t hundred_years = 100LL * 365 * 24 * 3'600'000;
  Drawn four("A x1\nB x1\nC x1\nD x1");
  four.durations.assign(4, hundred_years);
  EXPECT_EQ(simulate(four.plan, {four.durations, 2, {}}).makespan, 2 * hundred_years);
  EXPECT_EQ(test::error_of([&] { four.run(1); }).kind(), ErrorKind::usage);
  four.durations[3] = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(test::error_of([&] { four.run(4); }).kind(), ErrorKind::usage);
}

class RandomSimulation : public testing::TestWithParam<unsigned> {};

/// Each ticket starts when nothing it waits for is left, at most one on a worker, at most `workers`
/// at once, no two that share a file, and none is forgotten.
void expect_valid(const Drawn& drawn, const Schedule& schedule, std::size_t workers) {
  std::map<TicketIndex, Shift> of;
  for (const Shift& shift : schedule.shifts) ASSERT_TRUE(of.emplace(shift.ticket, shift).second);
  for (TicketIndex t = 0; t < drawn.backlog.size(); ++t)
    EXPECT_EQ(of.contains(t), drawn.standing[t] == Standing::waiting &&
                                  drawn.plan.standing(t) != Standing::blocked &&
                                  !drawn.backlog[t].is_container);
  const auto overlap = [](const Shift& a, const Shift& b) {
    return a.start < b.end && b.start < a.end;
  };
  for (const auto& [t, shift] : of) {
    EXPECT_LT(shift.worker, workers);
    EXPECT_EQ(shift.end - shift.start, drawn.durations[t]);
    EXPECT_LE(shift.end, schedule.makespan);
    for (const TicketIndex p : drawn.graph.predecessors(t))
      EXPECT_LE(of.contains(p) ? of[p].end : 0, shift.start);
    for (const auto& [u, other] : of) {
      if (u == t || !overlap(shift, other)) continue;
      EXPECT_NE(shift.worker, other.worker);
      for (const auto path : drawn.backlog[t].target_paths)
        for (const auto also : drawn.backlog[u].target_paths) EXPECT_NE(path, also);
    }
  }
}

TEST_P(RandomSimulation, RespectsThePlanAndIsNeverBelowTheBound) {
  test::Random random(GetParam());
  const Drawn drawn(test::random_backlog(
      random, {40, test::pick(random, 1, 8), test::pick(random, 0, 6), 2, 10, 20}));
  for (const std::size_t workers : {1u, 2u, 3u, 7u, 40u}) {
    const Forecast cast =
        forecast(drawn.backlog, drawn.graph, drawn.plan, {drawn.durations, workers, {}});
    expect_valid(drawn, cast.schedule, workers);
    EXPECT_GE(cast.schedule.makespan, cast.lower_bound());
    EXPECT_GE(cast.schedule.makespan, cast.critical_path.length);
    if (workers == 1) {
      EXPECT_EQ(cast.schedule.makespan, cast.work);
    }
  }
}

TEST_P(RandomSimulation, ManyWorkersNeedTheCriticalPathWhereNoFilesAreShared) {
  test::Random random(GetParam());
  const Drawn drawn(test::random_backlog(random, {40, test::pick(random, 1, 8), 0, 0, 10, 20}));
  const Forecast cast = forecast(drawn.backlog, drawn.graph, drawn.plan, {drawn.durations, 40, {}});
  EXPECT_EQ(cast.schedule.makespan, cast.critical_path.length);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomSimulation, testing::Range(0u, 40u));

TEST(Simulation, OfAHundredThousandTicketsOnAThousandWorkersIsDone) {
  std::string index = R"({"tickets":[)";
  constexpr int tickets = 100'000;
  for (int i = 0; i < tickets; ++i)
    index += format(R"({}{{"id":"T-{}","title":"","state":"UNPROCESSED","effort":{},)"
                    R"("dependencies":[{}],"targetFiles":["f{}"]}})",
                    i ? "," : "", i, 1 + i % 7,
                    i < 2000 ? "" : format(R"("T-{}")", i - 1000 - i % 999), i % 5000);
  const Drawn drawn(read_index_text(index + "]}", "large"));
  EXPECT_EQ(simulate(drawn.plan, {drawn.durations, 1000, {}}).shifts.size(), tickets);
}

}  // namespace
}  // namespace sage
