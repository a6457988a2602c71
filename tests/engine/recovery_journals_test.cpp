#include "os/file_lock.h"
#include "support/recovery_fixture.h"

namespace sage {
namespace {

using test::RecoveryTest;
using test::write_text;

TEST_F(RecoveryTest, SettledTicketsOfARunThatDidNotEndAreTold) {
  journal("run-1", {started("T-1"), no_change("T-1"), event::Deferred{.ticket = "T-2"},
                    event::Closed{"T-3"}});
  const Recovered found = recovered();
  ASSERT_EQ(found.settled.size(), 3u);
  EXPECT_TRUE(std::holds_alternative<event::NoChange>(found.settled.at("T-1").body));
  EXPECT_TRUE(std::holds_alternative<event::Deferred>(found.settled.at("T-2").body));
  EXPECT_TRUE(std::holds_alternative<event::Closed>(found.settled.at("T-3").body));
  EXPECT_EQ(found.settled.at("T-1").at, 1001) << "the time it was settled, not now";
}

TEST_F(RecoveryTest, TicketBegunAgainLaterIsNotSettled) {
  journal("run-1", {started("T-1"), no_change("T-1"), no_change("T-2")});
  journal("run-2", {started("T-1")});
  const Recovered found = recovered();
  EXPECT_FALSE(found.settled.contains("T-1"));
  EXPECT_TRUE(found.settled.contains("T-2"));
}

TEST_F(RecoveryTest, LastWordOnATicketCounts) {
  journal("run-1", {event::Deferred{.ticket = "T-1"}});
  journal("run-2", {no_change("T-1")});
  EXPECT_TRUE(std::holds_alternative<event::NoChange>(recovered().settled.at("T-1").body));
}

TEST_F(RecoveryTest, RunThatRecordedAllEndsTheSearch) {
  journal("run-1", {no_change("T-1")});
  journal("run-2", {event::RunFinished{.all_recorded = true}});
  journal("run-3", {no_change("T-3")});
  const Recovered found = recovered();
  EXPECT_FALSE(found.settled.contains("T-1"));
  EXPECT_TRUE(found.settled.contains("T-3"));
}

TEST_F(RecoveryTest, RunThatEndedWithSomethingToRecordDoesNot) {
  journal("run-1", {no_change("T-1")});
  journal("run-2", {no_change("T-2"), event::RunFinished{.all_recorded = false}});
  const Recovered found = recovered();
  EXPECT_TRUE(found.settled.contains("T-1"));
  EXPECT_TRUE(found.settled.contains("T-2"));
}

TEST_F(RecoveryTest, LandCommandHidesNothing) {
  result("T-1", "a", "1\n");
  journal("run-1", {started("T-1"), no_change("T-2")});
  journal("run-2", {event::RunFinished{.all_recorded = true}}, 0);
  const Recovered found = recovered();
  EXPECT_EQ(found.finished.size(), 1u);
  EXPECT_TRUE(found.settled.contains("T-2"));
}

TEST_F(RecoveryTest, AttemptWhoseWorkerLivesIsAnOrphan) {
  journal("run-1", {started("T-1"), started("T-2")});
  for (const auto* ticket : {"T-1", "T-2"})
    write_text(layout.attempt("run-1", ticket, 1) / worker_lock, "");
  auto lock = FileLock::try_acquire(layout.attempt("run-1", "T-1", 1) / worker_lock);
  ASSERT_TRUE(lock);
  const Recovered found = recovered();
  ASSERT_EQ(found.orphans.size(), 1u);
  EXPECT_EQ(found.orphans[0].ticket, "T-1");
  EXPECT_EQ(found.orphans[0].run, "run-1");
  EXPECT_TRUE(found.orphans[0].alive());
  lock.reset();
  EXPECT_FALSE(found.orphans[0].alive());
}

TEST_F(RecoveryTest, StartThatTheJournalLostIsToldByItsFolder) {
  const Outcome stored = result("T-1", "a", "1\n");
  journal("run-1", {});
  write_text(layout.attempt("run-1", "T-1", 1) / worker_lock, "");
  {
    const auto lock = FileLock::try_acquire(layout.attempt("run-1", "T-1", 1) / worker_lock);
    const Recovered found = recovered();
    ASSERT_EQ(found.orphans.size(), 1u);
    EXPECT_TRUE(found.finished.empty());
  }
  const Recovered found = recovered();
  ASSERT_EQ(found.finished.size(), 1u);
  EXPECT_EQ(found.finished[0].result, stored.result);
  EXPECT_EQ(found.last_attempt.at("T-1"), 1);
}

TEST_F(RecoveryTest, AGateJobThatOutlivesItsRunIsNoTicket) {
  journal("run-1", {});
  const fs::path folder = layout.gate_logs("run-1", 7);
  fs::create_directories(folder);
  const auto held = FileLock::acquire(folder / worker_lock);
  EXPECT_TRUE(recovered().orphans.empty());
}

}  // namespace
}  // namespace sage
