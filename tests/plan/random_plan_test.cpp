#include <gtest/gtest.h>

#include <map>
#include <set>

#include "plan/naive_plan.h"
#include "plan/plan.h"
#include "plan/random_backlog.h"

// Random backlogs with random outcomes, held at every step against a naive plan that looks at
// everything each time.
namespace sage {
namespace {

using test::NaivePlan;
using test::pick;
using test::Random;
using test::Shape;

/// One random run of a plan beside the naive one.
class Run {
 public:
  Run(Random& random, const Backlog& backlog)
      : random_(random),
        backlog_(backlog),
        graph_(Graph::build(backlog)),
        naive_(backlog, graph_),
        plan_(backlog, graph_, start_standings(), {}) {}

  void go() {
    follow(plan_.start());
    compare();
    while (!plan_.idle() && !testing::Test::HasFailure()) {
      step();
      compare();
    }
    for (TicketIndex t = 0; t < plan_.size(); ++t) check_end(t);
  }

 private:
  std::vector<Standing> start_standings() const {
    std::vector<Standing> standing;
    for (const Ticket& ticket : backlog_.tickets())
      standing.push_back(Plan::standing_of(ticket.state));
    return standing;
  }

  void step() {
    const int dice = pick(random_, 1, 100);
    if (dice <= 45 || held_.empty()) {
      take();
      return;
    }
    const auto chosen = held_.begin() + pick(random_, 0, static_cast<int>(held_.size()) - 1);
    const TicketIndex t = *chosen;
    if (dice <= 60 && plan_.standing(t) == Standing::running) {
      plan_.park(t);
      naive_.put(t, Standing::parked);
      return;
    }
    held_.erase(chosen);
    settle(t, dice);
  }

  void settle(TicketIndex t, int dice) {
    if (dice <= 70) {
      follow(plan_.put_back(t));
      naive_.put(t, Standing::ready);
    } else if (dice <= 95) {
      follow(plan_.done(t));
      naive_.put(t, Standing::done);
    } else {
      follow(plan_.deferred(t));
      naive_.put(t, Standing::deferred);
    }
  }

  void take() {
    const auto taken = plan_.take_ready();
    ASSERT_EQ(taken, naive_.take());
    if (!taken) return;
    held_.push_back(*taken);
    EXPECT_FALSE(backlog_[*taken].is_container);
    EXPECT_FALSE(naive_.overlaps(*taken));
    for (const TicketIndex p : graph_.predecessors(*taken))
      EXPECT_EQ(plan_.standing(p), Standing::done);
  }

  /// Each container is reported once, after its predecessors; each blocked ticket once.
  void follow(const Plan::Followed& followed) {
    for (const TicketIndex t : followed.closed) {
      EXPECT_TRUE(backlog_[t].is_container);
      EXPECT_TRUE(reported_.insert(t).second);
    }
    for (const TicketIndex t : followed.blocked) EXPECT_TRUE(reported_.insert(t).second);
  }

  void compare() {
    std::map<Standing, std::size_t> recount;
    for (TicketIndex t = 0; t < plan_.size(); ++t) {
      ASSERT_EQ(plan_.standing(t), naive_.at()[t]) << backlog_[t].id;
      ++recount[plan_.standing(t)];
    }
    for (int s = 0; s <= static_cast<int>(Standing::blocked); ++s)
      ASSERT_EQ(plan_.count(Standing(s)), recount[Standing(s)]) << s;
  }

  void check_end(TicketIndex t) {
    const Standing end = plan_.standing(t);
    EXPECT_TRUE(end == Standing::done || end == Standing::deferred || end == Standing::blocked);
    if (end != Standing::blocked) return;
    EXPECT_TRUE(reported_.count(t));
    const auto chain = plan_.blocked_by(t);
    ASSERT_GE(chain.size(), 2u);
    EXPECT_EQ(chain.front(), t);
    EXPECT_EQ(plan_.standing(chain.back()), Standing::deferred);
    for (std::size_t i = 1; i < chain.size(); ++i) {
      const auto before = graph_.predecessors(chain[i - 1]);
      EXPECT_TRUE(std::ranges::binary_search(before, chain[i]));
    }
  }

  Random& random_;
  const Backlog& backlog_;
  Graph graph_;
  NaivePlan naive_;
  Plan plan_;
  std::vector<TicketIndex> held_;  ///< running or parked
  std::set<TicketIndex> reported_;
};

void run_many(const Shape& shape, int times) {
  for (int seed = 0; seed < times && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(format("seed {}", seed));
    Random random(static_cast<unsigned>(seed));
    const Backlog backlog = test::random_backlog(random, shape);
    Run(random, backlog).go();
  }
}

TEST(RandomPlan, AgreesWithANaiveOneOnDenseGraphs) { run_many({15, 30, 0, 0, 15, 20}, 150); }
TEST(RandomPlan, AgreesWithANaiveOneOnSparseGraphs) { run_many({40, 3, 0, 0, 10, 10}, 60); }
TEST(RandomPlan, AgreesWithANaiveOneWhereMuchOverlaps) { run_many({25, 4, 3, 2, 5, 5}, 200); }
TEST(RandomPlan, AgreesWithANaiveOneWhereLittleOverlaps) { run_many({40, 3, 30, 3, 5, 5}, 60); }

}  // namespace
}  // namespace sage
