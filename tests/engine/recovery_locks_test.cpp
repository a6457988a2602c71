#include "os/dir_lock.h"
#include "support/recovery_fixture.h"

namespace sage {
namespace {

using test::RecoveryTest;
using test::write_text;

TEST_F(RecoveryTest, LocksOfTheDeadOnOurOwnRefsGo) {
  const fs::path refs = user.folder() / ".git/refs/sage";
  const fs::path locks[] = {refs / "results/T-1/1.lock", refs / "candidates/T-1.lock"};
  for (const auto& lock : locks) write_text(lock, "");
  EXPECT_EQ(recovered().notes.size(), 1u);
  for (const auto& lock : locks) EXPECT_FALSE(fs::exists(lock)) << lock;
}

TEST_F(RecoveryTest, TemporaryFilesOfTheDeadGo) {
  const std::string name = ".sage-tmp-999999999-1";  // no process has such a pid
  const fs::path folders[] = {layout.root, layout.queue_archive(), user.folder() / ".git",
                              user.folder() / ".git/info"};
  for (const auto& folder : folders) write_text(folder / name, "half");
  recovered();
  for (const auto& folder : folders) EXPECT_FALSE(fs::exists(folder / name)) << folder;
}

/// The line that a process which has ended would have written.
std::string line_of_the_dead() {
  LockOwner owner = this_process_as_owner("sage-stream");
  owner.start_time += 1;  // another process had this pid
  return json::serialize(to_json(owner)) + "\n";
}

TEST_F(RecoveryTest, IndexLockOfADeadStreamGoes) {
  write_text(user.folder() / ".git/index.lock", line_of_the_dead());
  EXPECT_EQ(recovered().notes.size(), 1u);
  EXPECT_FALSE(fs::exists(user.folder() / ".git/index.lock"));
}

TEST_F(RecoveryTest, IndexLockOfAnotherGitStays) {
  write_text(user.folder() / ".git/index.lock", "");
  EXPECT_TRUE(recovered().notes.empty());
  EXPECT_TRUE(fs::exists(user.folder() / ".git/index.lock"));
}

TEST_F(RecoveryTest, CommitLockOfADeadStreamGoes) {
  write_text(layout.commit_lock() / "owner", line_of_the_dead());
  EXPECT_TRUE(recovered().notes.empty());
  EXPECT_FALSE(fs::exists(layout.commit_lock()));
}

TEST_F(RecoveryTest, RefLockGoesOnlyWithAnOpenIntent) {
  const fs::path lock = user.folder() / ".git/refs/heads/main.lock";
  write_text(lock, "");
  recovered();
  EXPECT_TRUE(fs::exists(lock));
  const auto one = queued(result("T-1", "a", "1\n"));
  journal("run-1", {event::LandingIntent{"T-1", "refs/heads/main", one.result, base, one.result}});
  EXPECT_EQ(recovered().notes.size(), 1u);
  EXPECT_FALSE(fs::exists(lock));
}

TEST_F(RecoveryTest, RefLockIsAnothersWhenTheIntentWasCarriedOut) {
  journal("run-1", {event::LandingIntent{"T-1", "refs/heads/main", {}, {}, base}});
  write_text(user.folder() / ".git/refs/heads/main.lock", "");
  recovered();
  EXPECT_TRUE(fs::exists(user.folder() / ".git/refs/heads/main.lock"));
  const ObjectId on_top =
      ObjectId::parse(user.git({"commit-tree", "-p", "main", "-m", "the user's", "main^{tree}"}))
          .value();
  write_text(user.folder() / ".git/refs/heads/main", on_top.hex() + "\n");
  recovered();
  EXPECT_TRUE(fs::exists(user.folder() / ".git/refs/heads/main.lock")) << "a commit on top of it";
}

TEST_F(RecoveryTest, RefLockThatWasLinkedToTheRefAlreadyGoes) {
  journal("run-1", {event::LandingIntent{"T-1", "refs/heads/main", {}, {}, base}});
  user.git({"pack-refs", "--all"});
  write_text(user.folder() / ".git/refs/heads/main.lock", base.hex() + "\n");
  fs::create_hard_link(user.folder() / ".git/refs/heads/main.lock",
                       user.folder() / ".git/refs/heads/main");
  EXPECT_EQ(recovered().notes.size(), 1u);
  EXPECT_FALSE(fs::exists(user.folder() / ".git/refs/heads/main.lock"));
  EXPECT_EQ(user.git({"rev-parse", "main"}), base.hex());
}

}  // namespace
}  // namespace sage
