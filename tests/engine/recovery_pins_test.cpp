#include "os/file_lock.h"
#include "support/recovery_fixture.h"

namespace sage {
namespace {

using test::RecoveryTest;
using test::write_text;

TEST_F(RecoveryTest, PinOfARunningAttemptIsAFinishedOne) {
  const Outcome one = result("T-1", "a", "1\n", 2);
  journal("run-1", {started("T-1", 2)});
  const Recovered found = recovered();
  ASSERT_EQ(found.finished.size(), 1u);
  EXPECT_EQ(found.finished[0].ticket, "T-1");
  EXPECT_EQ(found.finished[0].attempt, 2);
  EXPECT_EQ(found.finished[0].job, 0u) << "another run's number";
  EXPECT_EQ(found.finished[0].result, one.result);
  EXPECT_EQ(found.finished[0].base, base);
  EXPECT_EQ(found.finished[0].files, std::vector<std::string>{"a"});
  EXPECT_EQ(found.last_attempt.at("T-1"), 2);
}

TEST_F(RecoveryTest, PinOfAnAttemptThatDidNotCompleteIsNotToLand) {
  int attempt = 0;
  for (const auto kind : {OutcomeKind::failed, OutcomeKind::timed_out, OutcomeKind::stalled,
                          OutcomeKind::try_later, OutcomeKind::refused, OutcomeKind::deferred}) {
    const Outcome one = result("T-1", "a", "1\n", ++attempt, kind);
    const auto stored = stored_outcome(repository(), "T-1", attempt);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->kind, kind);
    EXPECT_EQ(stored->result, one.result);
  }
}

TEST_F(RecoveryTest, PinWhoseQueueEntryIsLostIsAFinishedOne) {
  const Outcome one = result("T-1", "a", "1\n");
  journal("run-1", {started("T-1"), event::ResultQueued{.ticket = "T-1", .result = one.result}});
  EXPECT_EQ(recovered().finished.size(), 1u);
}

TEST_F(RecoveryTest, PinWithAQueueEntryIsNotFoundTwice) {
  queued(result("T-1", "a", "1\n"));
  journal("run-1", {started("T-1")});
  const Recovered found = recovered();
  EXPECT_TRUE(found.finished.empty());
  EXPECT_EQ(found.to_land.size(), 1u);
}

TEST_F(RecoveryTest, PinOfAnotherAttemptOnlyTakesItsNumber) {
  result("T-1", "a", "1\n", 4);
  journal("run-1", {started("T-1", 5)});
  const Recovered found = recovered();
  EXPECT_TRUE(found.finished.empty());
  EXPECT_EQ(found.last_attempt.at("T-1"), 5);
}

TEST_F(RecoveryTest, PinOfATicketThatWasDeferredIsLeft) {
  result("T-1", "a", "1\n");
  journal("run-1", {started("T-1"), event::Deferred{.ticket = "T-1"}});
  EXPECT_TRUE(recovered().finished.empty());
}

TEST_F(RecoveryTest, PinOfAnOrphanIsLeftToItsEnd) {
  result("T-1", "a", "1\n");
  journal("run-1", {started("T-1")});
  write_text(layout.attempt("run-1", "T-1", 1) / worker_lock, "");
  const auto lock = FileLock::try_acquire(layout.attempt("run-1", "T-1", 1) / worker_lock);
  EXPECT_TRUE(recovered().finished.empty());
}

TEST_F(RecoveryTest, PinOfWhatLandedGoes) {
  const Outcome stored = result("T-1", "a", "1\n");
  Publisher moves = publisher();
  GitLander lander(repository(), moves);
  lander.land({landing_of(entry(stored))}, std::nullopt);
  EXPECT_TRUE(recovered().finished.empty());
  EXPECT_TRUE(list_pins(repository()).empty());
}

TEST_F(RecoveryTest, CandidatesOfADeadRunAreDropped) {
  pin_candidate(repository(), "T-1", base);
  recovered();
  EXPECT_EQ(user.git({"for-each-ref", "refs/sage/candidates"}), "");
}

}  // namespace
}  // namespace sage
