#include "engine/recovery.h"

#include "support/recovery_fixture.h"

namespace sage {
namespace {

using test::error_of;
using test::read_text;
using test::RecoveryTest;
using test::write_text;

TEST_F(RecoveryTest, NothingThereIsNothingFound) {
  const Recovered found = recovered();
  EXPECT_TRUE(found.landed.empty() && found.to_land.empty() && found.kept.empty());
  EXPECT_TRUE(found.finished.empty() && found.orphans.empty() && found.settled.empty());
  EXPECT_TRUE(found.notes.empty());
}

TEST_F(RecoveryTest, WhatRunsOnOtherBranchesBeganIsForThem) {
  Journal file(layout.journal("run-1"));
  file.take({1000, event::RunStarted{.run = "run-1", .branch = "refs/heads/side"}});
  file.take({1001, started("T-1", 3)});
  file.take({1002, no_change("T-2")});
  fs::create_directories(layout.attempt("run-1", "T-1", 3));
  const Outcome made = result("T-1", "new", "made\n", 3);
  const Recovered here = recovered(), there = recovered("refs/heads/side");
  EXPECT_TRUE(here.finished.empty() && here.settled.empty());
  EXPECT_EQ(here.last_attempt.at("T-1"), 3) << "that number is taken";
  EXPECT_EQ(there.finished.size(), 1u);
  EXPECT_EQ(there.settled.size(), 1u);
  EXPECT_TRUE(repository().commit_of(result_ref("T-1", 3)));
}

TEST_F(RecoveryTest, WhatWaitsForOtherBranchesIsTold) {
  CommitQueue side(layout.queue(), "refs/heads/side");
  side.add(entry(result("T-1", "new", "made\n")));
  queue = CommitQueue(layout.queue(), "refs/heads/main");
  const Recovered found = recovered();
  EXPECT_TRUE(found.to_land.empty());
  EXPECT_EQ(found.notes,
            std::vector<std::string>{"in the queue for runs on refs/heads/side: 1 result"});
}

TEST_F(RecoveryTest, QueuedResultIsLandedNext) {
  queued(result("T-1", "a", "1\n"));
  queued(result("T-2", "b", "2\n"));
  EXPECT_EQ(tickets(recovered().to_land), (std::vector<std::string>{"T-1", "T-2"}));
}

TEST_F(RecoveryTest, DeferredResultIsKept) {
  auto one = queued(result("T-1", "a", "1\n"));
  one.status = EntryStatus::deferred;
  queue.update(one);
  const Recovered found = recovered();
  EXPECT_EQ(tickets(found.kept), only_t1);
  EXPECT_TRUE(found.to_land.empty());
}

TEST_F(RecoveryTest, UnreadableEntryIsMovedAsideAndNamed) {
  queued(result("T-1", "a", "1\n"));
  write_text(layout.queue() / "0007-T-7.json", "{ torn");
  const Recovered found = recovered();
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_NE(found.notes[0].find("0007-T-7.json"), std::string::npos) << found.notes[0];
  EXPECT_EQ(read_text(layout.queue() / "0007-T-7.json.broken"), "{ torn");
  EXPECT_EQ(tickets(found.to_land), only_t1);
}

TEST_F(RecoveryTest, ResultThatIsGoneIsRejectedAndNamed) {
  auto one = entry(result("T-1", "a", "1\n"));
  one.result = *ObjectId::parse(std::string(40, 'e'));
  queue.add(one);
  queued(result("T-2", "b", "2\n"));
  const Recovered found = recovered();
  EXPECT_EQ(tickets(found.to_land), std::vector<std::string>{"T-2"});
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_NE(found.notes[0].find("T-1"), std::string::npos) << found.notes[0];
  EXPECT_EQ(queue.list().entries.at(0).status, EntryStatus::rejected);
}

TEST_F(RecoveryTest, RewrittenHistoryIsRefusedAndTheResultKept) {
  user.write("b", "later\n");
  const ObjectId later = user.commit_all();
  const auto one = queued(result("T-1", "a", "1\n"));
  journal("run-1", {started("T-1"),
                    event::LandingIntent{"T-1", "refs/heads/main", one.result, later, one.result}});
  user.git({"reset", "--quiet", "--hard", base.hex()});
  const Error error = error_of([&] { recovered(); });
  EXPECT_EQ(error.kind(), ErrorKind::repository_state);
  EXPECT_NE(error.message().find("T-1"), std::string::npos) << error.message();
  EXPECT_NE(error.hint().find(one.result_ref), std::string::npos) << error.hint();
  EXPECT_EQ(queue.list().entries.size(), 1u);
}

TEST_F(RecoveryTest, CommitsAddedSinceAreNoRewrittenHistory) {
  const auto one = queued(result("T-1", "a", "1\n"));
  journal("run-1", {started("T-1"),
                    event::LandingIntent{"T-1", "refs/heads/main", one.result, base, one.result}});
  user.write("b", "later\n");
  user.commit_all();
  EXPECT_EQ(tickets(recovered().to_land), only_t1);
}

}  // namespace
}  // namespace sage
