#include "plan/plan.h"

#include <gtest/gtest.h>

#include "plan/drawn_plan.h"

namespace sage {
namespace {

using test::drawn;
using test::DrawnPlan;

//   A -> B -> D
//    \-> C --/
TEST(Plan, GivesATicketWhenAllItsPredecessorsAreDone) {
  DrawnPlan d("A \n B : A \n C : A \n D : B C");
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
  DrawnPlan d("T \n S \n L1 \n L2 : L1 \n L3 : L2 \n U P0 \n W P3 x9");
  EXPECT_EQ(d.take_all(), "U L1 S T W");
}

//   A(1) -> B(1),  C(5)
TEST(Plan, WeighsTicketsByEffort) { EXPECT_EQ(DrawnPlan("A \n B : A \n C x5").take_all(), "C A"); }

TEST(Plan, WeighsTicketsAsTold) {
  EXPECT_EQ(DrawnPlan("A \n B x9 \n C", {.weights = {1, 2, 3}}).take_all(), "C B A");
}

//   A -> B(9, done),  C -> D: what is done weighs nothing
TEST(Plan, CountsOnlyWhatIsLeftInTheLongestPath) {
  EXPECT_EQ(DrawnPlan("A \n B x9 COMPLETED : A \n C \n D : C").take_all(), "C A");
}

TEST(LongestPaths, AddUpToTheEndOfThePlan) {
  const Backlog backlog = drawn("A \n B : A \n C : A \n D : B C \n E");
  EXPECT_EQ(longest_paths(Graph::build(backlog), {1, 2, 5, 1, 3}),
            (std::vector<double>{7, 3, 6, 1, 3}));
}

//   A -> B(2) -> C,  D(3),  E -> epic F
TEST(Plan, KnowsWhetherATicketHoldsUpMoreThanIsReady) {
  DrawnPlan d("A x9 \n B x2 : A \n C x2 : B \n D x3 \n F epic \n E x8 ^F");
  EXPECT_EQ(d.take(), "A");
  EXPECT_EQ(d.take(), "E");
  EXPECT_TRUE(d.holds_up_more_urgent("A")) << "B is ahead of D";
  EXPECT_FALSE(d.holds_up_more_urgent("B")) << "C is behind D";
  EXPECT_FALSE(d.holds_up_more_urgent("D")) << "nothing waits for it";
  EXPECT_FALSE(d.holds_up_more_urgent("E")) << "a container is no work";
  d.done("A");
  EXPECT_FALSE(d.holds_up_more_urgent("A")) << "B is ready";
  DrawnPlan equal("A \n B : A \n C");
  EXPECT_EQ(equal.take(), "A");
  EXPECT_FALSE(equal.holds_up_more_urgent("A")) << "its name alone makes B no more urgent than C";
}

TEST(Plan, NeverTakesAParkedTicket) {
  DrawnPlan d("A");
  d.take();
  d.park("A");
  EXPECT_EQ(d.take(), "-");
  EXPECT_FALSE(d.plan().idle());
  d.put_back("A");
  EXPECT_EQ(d.take(), "A");
}

TEST(Plan, TakesARunningTicketAgainThatWasPutBack) {
  DrawnPlan d("A @x @x \n B @x");
  d.take();
  d.put_back("A");
  EXPECT_EQ(d.at("A"), Standing::ready);
  EXPECT_EQ(d.take_all(), "A");
}

// A runs when the plan begins; an edit has made it depend on P.
TEST(Plan, MakesATicketWaitThatIsPutBackWithoutItsPredecessors) {
  DrawnPlan d("P \n A : P", {}, {{"A", Standing::running}});
  d.put_back("A");
  EXPECT_EQ(d.at("A"), Standing::waiting);
  d.take();
  d.done("P");
  EXPECT_EQ(d.take(), "A");

  DrawnPlan e("P DEFERRED \n A : P \n B : A", {}, {{"A", Standing::parked}});
  EXPECT_EQ(e.blocked_at_start(), "");
  EXPECT_EQ(e.put_back("A"), "A B");
  EXPECT_EQ(e.chain("B"), "B A P");
}

//   A -> B -> C,  X -> D <- A
TEST(Plan, BlocksEverythingBehindADeferredTicket) {
  DrawnPlan d("A \n B : A \n C : B \n X \n D : A X \n F");
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
  DrawnPlan d("A \n B \n C : A B");
  EXPECT_EQ(d.blocked_by_deferring("A"), "C");
  EXPECT_EQ(d.blocked_by_deferring("B"), "");
}

//   A in E,  E -> Z
TEST(Plan, BlocksTheContainerOfADeferredChild) {
  DrawnPlan d("E epic \n A ^E \n Z : E");
  EXPECT_EQ(d.blocked_by_deferring("A"), "E Z");
}

TEST(Plan, BlocksAtTheStartWhatIsBehindADeferredTicket) {
  DrawnPlan d("C : B \n B : A \n A FAILED \n D");
  EXPECT_EQ(d.blocked_at_start(), "B C");
  EXPECT_EQ(d.take_all(), "D");
}

//   A(deferred) -> B -> C -> Z,   X(deferred) -> Z
TEST(Plan, GivesAShortestChainToADeferredTicket) {
  DrawnPlan d("A DEFERRED \n B : A \n C : B \n X DEFERRED \n Z : C X");
  EXPECT_EQ(d.chain("Z"), "Z X");
  EXPECT_EQ(d.chain("C"), "C B A");
}

//   A, B in E;  E, C in F
TEST(Plan, ClosesContainersByThemselvesChildrenFirst) {
  DrawnPlan d("F epic >E >C \n E epic >A >B \n A \n B \n C");
  EXPECT_EQ(d.take_all(), "A B C");
  EXPECT_EQ(d.closed_by("C"), "");
  EXPECT_EQ(d.closed_by("A"), "");
  EXPECT_EQ(d.closed_by("B"), "E F");
  EXPECT_EQ(d.plan().count(Standing::done), 5u);
}

TEST(Plan, KeepsAContainerOpenUntilItsOwnDependenciesAreDone) {
  DrawnPlan d("P \n E epic >A : P \n A \n Z : E");
  d.take_all();
  EXPECT_EQ(d.closed_by("A"), "");
  EXPECT_EQ(d.closed_by("P"), "E");
  EXPECT_EQ(d.take(), "Z");
}

TEST(Plan, ClosesAtTheStartWhatIsDoneAlready) {
  DrawnPlan d("F epic >E \n E epic >A \n A COMPLETED \n N epic \n Z : F");
  EXPECT_EQ(d.closed_at_start(), "E F N");
  EXPECT_EQ(d.take_all(), "Z");
}

TEST(Plan, LeavesADoneContainerAlone) {
  DrawnPlan d("E epic COMPLETED >A \n A \n Z : E");
  EXPECT_EQ(d.take_all(), "A Z");
  EXPECT_EQ(d.closed_by("A"), "");
}

//   A -> B(done) -> C
TEST(Plan, KeepsADoneTicketDoneWhateverItDependsOn) {
  DrawnPlan d("A \n B COMPLETED : A \n C : B");
  EXPECT_EQ(d.take_all(), "A C");
  EXPECT_EQ(d.blocked_by_deferring("A"), "");
  EXPECT_EQ(d.at("B"), Standing::done);
}

TEST(Plan, TakesATicketForDoneTwiceOnlyOnce) {
  DrawnPlan d("A \n B \n C : A B");
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
