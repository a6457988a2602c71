#include "engine/attempts.h"

#include <gtest/gtest.h>

namespace sage {
namespace {

using namespace std::chrono_literals;

TEST(Attempts, NumbersGoOnFromThoseTaken) {
  Attempts attempts(3, 1s);
  attempts.taken("A", 4);
  attempts.taken("A", 2);
  EXPECT_EQ(attempts.begin("A"), 5);
  EXPECT_EQ(attempts.begin("B"), 1);
}

TEST(Attempts, WaitsTwiceAsLongEachTimeUntilTheLast) {
  Attempts attempts(3, 1s);
  EXPECT_EQ(attempts.failed("A", {1, "one"}), 1s);
  EXPECT_EQ(attempts.failed("A", {2, "two"}), 2s);
  EXPECT_EQ(attempts.failed("A", {3, "three"}), std::nullopt);
  EXPECT_EQ(attempts.earlier("A").size(), 3U);
  EXPECT_EQ(attempts.failures("B"), 0);
}

TEST(Attempts, OneThatIsPutOffIsToldAndDoesNotCount) {
  Attempts attempts(2, 1s);
  attempts.put_off("A", {1, "busy"});
  EXPECT_EQ(attempts.earlier("A").size(), 1U);
  EXPECT_EQ(attempts.failures("A"), 0);
  EXPECT_EQ(attempts.failed("A", {2, "one"}), 1s);
  EXPECT_EQ(attempts.failures("A"), 1);
  EXPECT_EQ(attempts.failed("A", {3, "two"}), std::nullopt);
}

TEST(Attempts, KnowsTheNewestThatMadeSomething) {
  Attempts attempts(9, 1s);
  ObjectId result;
  result.bytes[0] = 1;
  attempts.failed("A", {.attempt = 1, .problem = "one"});
  EXPECT_EQ(attempts.last_made("A"), nullptr);
  attempts.failed("A", {.attempt = 2, .problem = "two", .result = result, .carry = true});
  attempts.failed("A", {.attempt = 3, .problem = "three"});
  ASSERT_NE(attempts.last_made("A"), nullptr);
  EXPECT_EQ(attempts.last_made("A")->attempt, 2);
  EXPECT_EQ(attempts.last_made("B"), nullptr);
}

TEST(Attempts, GivesBackThoseWhoseWaitIsOver) {
  Attempts attempts(3, 1s);
  const SteadyTime now{};
  attempts.wait_until("B", now + 2s);
  attempts.wait_until("A", now + 1s);
  EXPECT_EQ(attempts.next_due(), now + 1s);
  EXPECT_EQ(attempts.due(now + 1s), (std::vector<std::string>{"A"}));
  EXPECT_TRUE(attempts.anyone_waits());
  EXPECT_EQ(attempts.due(now + 3s), (std::vector<std::string>{"B"}));
  EXPECT_EQ(attempts.next_due(), SteadyTime::max());
}

TEST(Backoff, EndsAtFiveMinutes) {
  EXPECT_EQ(backoff(2s, 0), 2s);
  EXPECT_EQ(backoff(2s, 3), 16s);
  EXPECT_EQ(backoff(2s, 1000), 5min);
  EXPECT_EQ(backoff(0s, 1000), 0s);
}

}  // namespace
}  // namespace sage
