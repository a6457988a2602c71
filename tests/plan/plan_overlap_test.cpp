#include "plan/plan.h"

#include <gtest/gtest.h>

#include "plan/drawn_plan.h"

// Tickets with a target path in common.
namespace sage {
namespace {

using test::DrawnPlan;

TEST(PlanOverlap, NeverRunsTwoTicketsWithAPathInCommon) {
  DrawnPlan d("A P0 @x \n B P1 @x @y \n C P2 @y \n D P3 @z");
  EXPECT_EQ(d.take_all(), "A C D");
  d.done("A");
  EXPECT_EQ(d.take(), "-") << "C has y";
  d.done("C");
  EXPECT_EQ(d.take(), "B");
}

TEST(PlanOverlap, RunsThemTogetherWhereOverlapIsAllowed) {
  EXPECT_EQ(DrawnPlan("A @x \n B @x", {.avoid_overlap = false}).take_all(), "A B");
}

TEST(PlanOverlap, GivesThePathToTheMostUrgentOfItsWaiters) {
  DrawnPlan d("A P0 @x \n B P3 @x \n C P1 @x \n D P2 @x");
  EXPECT_EQ(d.take_all(), "A");
  d.done("A");
  EXPECT_EQ(d.take_all(), "C");
  d.done("C");
  EXPECT_EQ(d.take_all(), "D");
}

//   N (P0, path x) becomes ready when A is done, and B has waited for x since before
TEST(PlanOverlap, LetsANewcomerOvertakeAWaiterThatIsLessUrgent) {
  DrawnPlan d("A P0 @x \n B P2 @x \n N P0 @x : A");
  EXPECT_EQ(d.take_all(), "A");
  d.done("A");
  EXPECT_EQ(d.take_all(), "N");
  d.done("N");
  EXPECT_EQ(d.take_all(), "B");
}

// B and C wait for x; B is woken but needs y too, which M has: C must not be forgotten.
TEST(PlanOverlap, WakesTheNextWaiterWhenTheFirstMustWaitElsewhere) {
  DrawnPlan d("A P0 @x \n M P0 @y \n B P1 @x @y \n C P2 @x");
  EXPECT_EQ(d.take_all(), "A M");
  d.done("A");
  EXPECT_EQ(d.take_all(), "C");
  d.done("M");
  EXPECT_EQ(d.take_all(), "");
  d.done("C");
  EXPECT_EQ(d.take_all(), "B");
}

// B waits for x and is settled from outside (it landed earlier, say).
TEST(PlanOverlap, WakesTheNextWaiterWhenTheFirstIsGone) {
  DrawnPlan d("A P0 @x \n B P1 @x \n C P2 @x");
  EXPECT_EQ(d.take_all(), "A");
  d.done("B");
  d.done("A");
  EXPECT_EQ(d.take_all(), "C");

  DrawnPlan e("A P0 @x \n B P1 @x \n C P2 @x");
  EXPECT_EQ(e.take_all(), "A");
  e.done("A");
  e.done("B");
  EXPECT_EQ(e.take_all(), "C");
}

TEST(PlanOverlap, CountsTicketsThatWaitForAPathAsReady) {
  DrawnPlan d("A @x \n B @x");
  d.take_all();
  EXPECT_EQ(d.at("B"), Standing::ready);
  EXPECT_EQ(d.plan().count(Standing::ready), 1u);
}

TEST(PlanOverlap, FreesThePathsOfAParkedTicket) {
  DrawnPlan d("A P0 @x \n B P1 @x");
  EXPECT_EQ(d.take_all(), "A");
  d.park("A");
  EXPECT_EQ(d.at("A"), Standing::parked);
  EXPECT_EQ(d.take_all(), "B");
  d.put_back("A");
  EXPECT_EQ(d.take_all(), "");
  d.done("B");
  EXPECT_EQ(d.take_all(), "A");
}

TEST(PlanOverlap, HoldsThePathsOfTicketsThatRunAtTheStart) {
  DrawnPlan d("A @x \n B P0 @x", {}, {{"A", Standing::running}});
  EXPECT_EQ(d.take(), "-");
  d.done("A");
  EXPECT_EQ(d.take(), "B");
}

}  // namespace
}  // namespace sage
