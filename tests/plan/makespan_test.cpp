#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "plan/plan.h"
#include "plan/random_backlog.h"

// Simulated runs against the bounds that no schedule can beat.
namespace sage {
namespace {

/// The time that `workers` take for all of the backlog; each ticket takes as long as its effort.
double makespan(const Backlog& backlog, const Graph& graph, std::size_t workers) {
  Plan plan(backlog, graph, std::vector(backlog.size(), Standing::waiting), {});
  plan.start();
  std::set<std::pair<double, TicketIndex>> running;  // by the time they end
  double now = 0;
  for (;;) {
    while (running.size() < workers) {
      const auto t = plan.take_ready();
      if (!t) break;
      running.emplace(now + backlog[*t].effort, *t);
    }
    if (running.empty()) return now;
    const auto [end, t] = *running.begin();
    running.erase(running.begin());
    now = end;
    plan.done(t);
  }
}

/// No schedule can be shorter than the critical path or than the work spread evenly.
double bound(const Backlog& backlog, const Graph& graph, std::size_t workers) {
  std::vector<double> efforts;
  for (const Ticket& ticket : backlog.tickets())
    efforts.push_back(ticket.is_container ? 0 : ticket.effort);
  const auto paths = longest_paths(graph, efforts);
  return std::max(*std::ranges::max_element(paths),
                  std::accumulate(efforts.begin(), efforts.end(), 0.0) / double(workers));
}

TEST(Makespan, IsNeverTwiceTheBoundAndNearlyItOnTheWhole) {
  double sum = 0;
  int runs = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    test::Random random(seed);
    const Backlog backlog =
        test::random_backlog(random, {80, test::pick(random, 1, 6), 0, 0, 0, 0});
    const Graph graph = Graph::build(backlog);
    for (const std::size_t workers : {1u, 2u, 3u, 8u}) {
      const double ratio = makespan(backlog, graph, workers) / bound(backlog, graph, workers);
      EXPECT_GE(ratio, 1);
      EXPECT_LE(ratio, 2);
      sum += ratio;
      ++runs;
    }
  }
  EXPECT_LE(sum / runs, 1.05);
}

TEST(Makespan, OfNineEqualTicketsOnThreeWorkersIsThree) {
  const Backlog backlog = test::drawn("A x1\nB x1\nC x1\nD x1\nE x1\nF x1\nG x1\nH x1\nI x1");
  EXPECT_EQ(makespan(backlog, Graph::build(backlog), 3), 3);
}

}  // namespace
}  // namespace sage
