#include "simulation/forecast.h"

#include <gtest/gtest.h>

#include "plan/drawn.h"

namespace sage {
namespace {

struct Drawn {
  explicit Drawn(const std::string& text) : backlog(test::drawn(text)) {
    for (const Ticket& ticket : backlog.tickets())
      durations.push_back(ticket.is_container ? 0 : static_cast<std::int64_t>(ticket.effort));
    plan.start();
  }
  Forecast on(std::size_t workers) const {
    return forecast(backlog, graph, plan, {durations, workers, {}});
  }
  std::string path(std::size_t workers = 1) const {
    return test::ids(backlog, on(workers).critical_path.tickets);
  }
  /// "A B | C"
  std::string waves(std::size_t workers) const {
    std::string out;
    const Forecast cast = on(workers);
    for (const Wave wave : waves_of(cast.schedule)) {
      std::vector<TicketIndex> tickets;
      for (const Shift& shift : wave) tickets.push_back(shift.ticket);
      out += (out.empty() ? "" : " | ") + test::ids(backlog, tickets);
    }
    return out;
  }

  Backlog backlog;
  Graph graph = Graph::build(backlog);
  std::vector<std::int64_t> durations;
  Plan plan{backlog,
            graph,
            [this] {
              std::vector<Standing> at;
              for (const Ticket& t : backlog.tickets()) at.push_back(Plan::standing_of(t.state));
              return at;
            }(),
            {}};
};

TEST(Forecast, TheCriticalPathIsTheLongestByTimeNotByTickets) {
  EXPECT_EQ(Drawn("A x1\nB x1 : A\nC x1 : B\nD x5").path(), "D");
  EXPECT_EQ(Drawn("A x1\nB x5 : A\nC x1 : A\nD x1 : B C").path(), "A B D");
}

TEST(Forecast, TheCriticalPathGoesThroughContainers) {
  EXPECT_EQ(Drawn("E epic\nA x2 ^E\nB x1 : E\nC x1").path(), "A E B");
}

TEST(Forecast, NothingWaitsForWhatADoneTicketWaitsFor) {
  EXPECT_EQ(Drawn("A x5\nB COMPLETED : A\nC x1 : B").path(), "A");
}

TEST(Forecast, BlockedTicketsAreNotOnThePath) {
  EXPECT_EQ(Drawn("A x1\nB DEFERRED : A\nC x9 : B").path(), "A");
}

TEST(Forecast, TheBoundIsThePathOrTheWorkSpreadEvenly) {
  const Drawn drawn("A x4\nB x3\nC x3\nD x1");
  EXPECT_EQ(drawn.on(1).lower_bound(), 11);
  EXPECT_EQ(drawn.on(2).lower_bound(), 6);  // 5.5, and time is whole
  EXPECT_EQ(drawn.on(8).lower_bound(), 4);
}

TEST(Forecast, AWaveIsWhatRunsSideBySide) {
  const Drawn drawn("A x2\nB x3\nC x2\nD x1\nE x1 : A");
  EXPECT_EQ(drawn.waves(1), "A | B | C | D | E");
  EXPECT_EQ(drawn.waves(5), "A B C D | E");
}

TEST(Forecast, AWaveEndsWithTheFirstStartAfterOneOfItEnded) {
  // one worker: A A A D, the other: B B C C
  EXPECT_EQ(Drawn("A P0 x3\nB P0 x2\nC P1 x2\nD P2 x1").waves(2), "A B | C D");
}

TEST(Forecast, MoreWorkersAreTriedForAsLongAsTheyHelp) {
  const Drawn drawn("A x4\nB x4\nC x4\nD x4");
  std::vector<std::int64_t> spans;
  for (const Forecast& one : forecasts([&](std::size_t n) { return drawn.on(n); }))
    spans.push_back(one.schedule.makespan);
  EXPECT_EQ(spans, (std::vector<std::int64_t>{16, 8, 4}));
}

TEST(Forecast, OfNothingIsOneOfNoTime) {
  const Drawn drawn("A COMPLETED");
  const auto all = forecasts([&](std::size_t n) { return drawn.on(n); });
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].schedule.makespan, 0);
  EXPECT_TRUE(all[0].critical_path.tickets.empty());
  EXPECT_TRUE(waves_of(all[0].schedule).empty());
}

}  // namespace
}  // namespace sage
