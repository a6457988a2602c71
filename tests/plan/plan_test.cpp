#include "plan/plan.h"

#include <gtest/gtest.h>

#include "plan/drawn.h"

namespace sage {
namespace {

using test::drawn;

/// A plan of a drawn backlog, spoken to by id.
class Drawn {
 public:
  explicit Drawn(const std::string& text, PlanOptions options = {},
                 std::vector<std::pair<std::string, Standing>> standing = {})
      : backlog_(drawn(text)), graph_(Graph::build(backlog_)) {
    std::vector<Standing> at;
    for (const Ticket& ticket : backlog_.tickets()) at.push_back(Plan::standing_of(ticket.state));
    for (const auto& [id, is] : standing) at[index(id)] = is;
    plan_.emplace(backlog_, graph_, at, options);
    started_ = plan_->start();
  }

  std::string take() {
    const auto t = plan_->take_ready();
    return t ? std::string(backlog_[*t].id) : "-";
  }
  /// All that can be taken now, in order.
  std::string take_all() {
    std::vector<TicketIndex> taken;
    while (const auto t = plan_->take_ready()) taken.push_back(*t);
    return ids(taken);
  }
  std::string closed_by(const std::string& id) { return ids(plan_->done(index(id)).closed); }
  std::string blocked_by_deferring(const std::string& id) {
    return ids(plan_->deferred(index(id)).blocked);
  }
  void done(const std::string& id) { plan_->done(index(id)); }
  void park(const std::string& id) { plan_->park(index(id)); }
  std::string put_back(const std::string& id) { return ids(plan_->put_back(index(id)).blocked); }
  std::string chain(const std::string& id) { return ids(plan_->blocked_by(index(id))); }
  Standing at(const std::string& id) { return plan_->standing(index(id)); }

  std::string closed_at_start() { return ids(started_.closed); }
  std::string blocked_at_start() { return ids(started_.blocked); }
  const Plan& plan() { return *plan_; }

 private:
  TicketIndex index(const std::string& id) { return backlog_.find(id).value(); }
  std::string ids(const std::vector<TicketIndex>& tickets) { return test::ids(backlog_, tickets); }

  Backlog backlog_;
  Graph graph_;
  std::optional<Plan> plan_;
  Plan::Followed started_;
};

//   A -> B -> D
//    \-> C --/
TEST(Plan, GivesATicketWhenAllItsPredecessorsAreDone) {
  Drawn d("A \n B : A \n C : A \n D : B C");
  EXPECT_EQ(d.take_all(), "A");
  EXPECT_EQ(d.at("A"), Standing::running);
  d.done("A");
  EXPECT_EQ(d.take_all(), "B C");
  d.done("B");
  EXPECT_EQ(d.take(), "-");
  EXPECT_EQ(d.at("D"), Standing::waiting);
  d.done("C");
  EXPECT_EQ(d.take(), "D");
  d.done("D");
  EXPECT_TRUE(d.plan().idle());
  EXPECT_EQ(d.plan().count(Standing::done), 4u);
}

TEST(Plan, GivesNothingBeforeItsStart) {
  const Backlog backlog = drawn("A");
  const Graph graph = Graph::build(backlog);
  Plan plan(backlog, graph, {Standing::waiting}, {});
  EXPECT_FALSE(plan.take_ready());
  plan.start();
  EXPECT_TRUE(plan.take_ready());
}

//   L1 -> L2 -> L3,  S,  U (P0)
TEST(Plan, TakesByPriorityThenLongestPathThenId) {
  Drawn d("T \n S \n L1 \n L2 : L1 \n L3 : L2 \n U P0 \n W P3 x9");
  EXPECT_EQ(d.take_all(), "U L1 S T W");
}

//   A(1) -> B(1),  C(5)
TEST(Plan, WeighsTicketsByEffort) { EXPECT_EQ(Drawn("A \n B : A \n C x5").take_all(), "C A"); }

TEST(Plan, WeighsTicketsAsTold) {
  EXPECT_EQ(Drawn("A \n B x9 \n C", {.weights = {1, 2, 3}}).take_all(), "C B A");
}

//   A -> B(9, done),  C -> D: what is done weighs nothing
TEST(Plan, CountsOnlyWhatIsLeftInTheLongestPath) {
  EXPECT_EQ(Drawn("A \n B x9 COMPLETED : A \n C \n D : C").take_all(), "C A");
}

TEST(LongestPaths, AddUpToTheEndOfThePlan) {
  const Backlog backlog = drawn("A \n B : A \n C : A \n D : B C \n E");
  EXPECT_EQ(longest_paths(Graph::build(backlog), {1, 2, 5, 1, 3}),
            (std::vector<double>{7, 3, 6, 1, 3}));
}

TEST(Plan, NeverRunsTwoTicketsWithAPathInCommon) {
  Drawn d("A P0 @x \n B P1 @x @y \n C P2 @y \n D P3 @z");
  EXPECT_EQ(d.take_all(), "A C D");
  d.done("A");
  EXPECT_EQ(d.take(), "-") << "C has y";
  d.done("C");
  EXPECT_EQ(d.take(), "B");
}

TEST(Plan, RunsThemTogetherWhereOverlapIsAllowed) {
  EXPECT_EQ(Drawn("A @x \n B @x", {.avoid_overlap = false}).take_all(), "A B");
}

TEST(Plan, GivesThePathToTheMostUrgentOfItsWaiters) {
  Drawn d("A P0 @x \n B P3 @x \n C P1 @x \n D P2 @x");
  EXPECT_EQ(d.take_all(), "A");
  d.done("A");
  EXPECT_EQ(d.take_all(), "C");
  d.done("C");
  EXPECT_EQ(d.take_all(), "D");
}

//   N (P0, path x) becomes ready when A is done, and B has waited for x since before
TEST(Plan, LetsANewcomerOvertakeAWaiterThatIsLessUrgent) {
  Drawn d("A P0 @x \n B P2 @x \n N P0 @x : A");
  EXPECT_EQ(d.take_all(), "A");
  d.done("A");
  EXPECT_EQ(d.take_all(), "N");
  d.done("N");
  EXPECT_EQ(d.take_all(), "B");
}

// B and C wait for x; B is woken but needs y too, which M has: C must not be forgotten.
TEST(Plan, WakesTheNextWaiterWhenTheFirstMustWaitElsewhere) {
  Drawn d("A P0 @x \n M P0 @y \n B P1 @x @y \n C P2 @x");
  EXPECT_EQ(d.take_all(), "A M");
  d.done("A");
  EXPECT_EQ(d.take_all(), "C");
  d.done("M");
  EXPECT_EQ(d.take_all(), "");
  d.done("C");
  EXPECT_EQ(d.take_all(), "B");
}

// B waits for x and is settled from outside (it landed earlier, say).
TEST(Plan, WakesTheNextWaiterWhenTheFirstIsGone) {
  Drawn d("A P0 @x \n B P1 @x \n C P2 @x");
  EXPECT_EQ(d.take_all(), "A");
  d.done("B");
  d.done("A");
  EXPECT_EQ(d.take_all(), "C");

  Drawn e("A P0 @x \n B P1 @x \n C P2 @x");
  EXPECT_EQ(e.take_all(), "A");
  e.done("A");
  e.done("B");
  EXPECT_EQ(e.take_all(), "C");
}

TEST(Plan, CountsTicketsThatWaitForAPathAsReady) {
  Drawn d("A @x \n B @x");
  d.take_all();
  EXPECT_EQ(d.at("B"), Standing::ready);
  EXPECT_EQ(d.plan().count(Standing::ready), 1u);
}

TEST(Plan, FreesThePathsOfAParkedTicket) {
  Drawn d("A P0 @x \n B P1 @x");
  EXPECT_EQ(d.take_all(), "A");
  d.park("A");
  EXPECT_EQ(d.at("A"), Standing::parked);
  EXPECT_EQ(d.take_all(), "B");
  d.put_back("A");
  EXPECT_EQ(d.take_all(), "");
  d.done("B");
  EXPECT_EQ(d.take_all(), "A");
}

TEST(Plan, NeverTakesAParkedTicket) {
  Drawn d("A");
  d.take();
  d.park("A");
  EXPECT_EQ(d.take(), "-");
  EXPECT_FALSE(d.plan().idle());
  d.put_back("A");
  EXPECT_EQ(d.take(), "A");
}

TEST(Plan, TakesARunningTicketAgainThatWasPutBack) {
  Drawn d("A @x @x \n B @x");
  d.take();
  d.put_back("A");
  EXPECT_EQ(d.at("A"), Standing::ready);
  EXPECT_EQ(d.take_all(), "A");
}

// A runs when the plan begins; an edit has made it depend on P.
TEST(Plan, MakesATicketWaitThatIsPutBackWithoutItsPredecessors) {
  Drawn d("P \n A : P", {}, {{"A", Standing::running}});
  d.put_back("A");
  EXPECT_EQ(d.at("A"), Standing::waiting);
  d.take();
  d.done("P");
  EXPECT_EQ(d.take(), "A");

  Drawn e("P DEFERRED \n A : P \n B : A", {}, {{"A", Standing::parked}});
  EXPECT_EQ(e.blocked_at_start(), "");
  EXPECT_EQ(e.put_back("A"), "A B");
  EXPECT_EQ(e.chain("B"), "B A P");
}

//   A -> B -> C,  X -> D <- A
TEST(Plan, BlocksEverythingBehindADeferredTicket) {
  Drawn d("A \n B : A \n C : B \n X \n D : A X \n F");
  d.take();
  EXPECT_EQ(d.blocked_by_deferring("A"), "B D C");
  EXPECT_EQ(d.at("A"), Standing::deferred);
  EXPECT_EQ(d.at("C"), Standing::blocked);
  EXPECT_EQ(d.take_all(), "X F");
  d.done("X");
  EXPECT_EQ(d.take(), "-");
  EXPECT_EQ(d.plan().count(Standing::blocked), 3u);
}

TEST(Plan, ReportsABlockedTicketOnce) {
  Drawn d("A \n B \n C : A B");
  EXPECT_EQ(d.blocked_by_deferring("A"), "C");
  EXPECT_EQ(d.blocked_by_deferring("B"), "");
}

//   A in E,  E -> Z
TEST(Plan, BlocksTheContainerOfADeferredChild) {
  Drawn d("E epic \n A ^E \n Z : E");
  EXPECT_EQ(d.blocked_by_deferring("A"), "E Z");
}

TEST(Plan, BlocksAtTheStartWhatIsBehindADeferredTicket) {
  Drawn d("C : B \n B : A \n A FAILED \n D");
  EXPECT_EQ(d.blocked_at_start(), "B C");
  EXPECT_EQ(d.take_all(), "D");
}

//   A(deferred) -> B -> C -> Z,   X(deferred) -> Z
TEST(Plan, GivesAShortestChainToADeferredTicket) {
  Drawn d("A DEFERRED \n B : A \n C : B \n X DEFERRED \n Z : C X");
  EXPECT_EQ(d.chain("Z"), "Z X");
  EXPECT_EQ(d.chain("C"), "C B A");
}

//   A, B in E;  E, C in F
TEST(Plan, ClosesContainersByThemselvesChildrenFirst) {
  Drawn d("F epic >E >C \n E epic >A >B \n A \n B \n C");
  EXPECT_EQ(d.take_all(), "A B C");
  EXPECT_EQ(d.closed_by("C"), "");
  EXPECT_EQ(d.closed_by("A"), "");
  EXPECT_EQ(d.closed_by("B"), "E F");
  EXPECT_EQ(d.plan().count(Standing::done), 5u);
}

TEST(Plan, KeepsAContainerOpenUntilItsOwnDependenciesAreDone) {
  Drawn d("P \n E epic >A : P \n A \n Z : E");
  d.take_all();
  EXPECT_EQ(d.closed_by("A"), "");
  EXPECT_EQ(d.closed_by("P"), "E");
  EXPECT_EQ(d.take(), "Z");
}

TEST(Plan, ClosesAtTheStartWhatIsDoneAlready) {
  Drawn d("F epic >E \n E epic >A \n A COMPLETED \n N epic \n Z : F");
  EXPECT_EQ(d.closed_at_start(), "E F N");
  EXPECT_EQ(d.take_all(), "Z");
}

TEST(Plan, LeavesADoneContainerAlone) {
  Drawn d("E epic COMPLETED >A \n A \n Z : E");
  EXPECT_EQ(d.take_all(), "A Z");
  EXPECT_EQ(d.closed_by("A"), "");
}

//   A -> B(done) -> C
TEST(Plan, KeepsADoneTicketDoneWhateverItDependsOn) {
  Drawn d("A \n B COMPLETED : A \n C : B");
  EXPECT_EQ(d.take_all(), "A C");
  EXPECT_EQ(d.blocked_by_deferring("A"), "");
  EXPECT_EQ(d.at("B"), Standing::done);
}

TEST(Plan, HoldsThePathsOfTicketsThatRunAtTheStart) {
  Drawn d("A @x \n B P0 @x", {}, {{"A", Standing::running}});
  EXPECT_EQ(d.take(), "-");
  d.done("A");
  EXPECT_EQ(d.take(), "B");
}

TEST(Plan, TakesATicketForDoneTwiceOnlyOnce) {
  Drawn d("A \n B \n C : A B");
  d.done("A");
  d.done("A");
  EXPECT_EQ(d.at("C"), Standing::waiting);
}

TEST(Plan, ReadsTheStandingOfAState) {
  EXPECT_EQ(Plan::standing_of(State::unprocessed), Standing::waiting);
  EXPECT_EQ(Plan::standing_of(State::in_progress), Standing::waiting);
  EXPECT_EQ(Plan::standing_of(State::completed), Standing::done);
  EXPECT_EQ(Plan::standing_of(State::deferred), Standing::deferred);
  EXPECT_EQ(Plan::standing_of(State::failed), Standing::deferred);
}

}  // namespace
}  // namespace sage
