#include <sys/inotify.h>

#include <atomic>
#include <thread>

#include "support/recovery_fixture.h"

namespace sage {
namespace {

using test::Killed;
using test::RecoveryTest;
using test::write_text;

TEST_F(RecoveryTest, CheckoutCatchesUpWithALandingThatWasCutOff) {
  const auto one = queued(result("T-1", "new", "landed\n"));
  land_and_die(one, "run-1");
  expect_landed_and_clean(one);
  EXPECT_EQ(user.read("new"), "landed\n");
  expect_landed_and_clean(one);
}

TEST_F(RecoveryTest, CheckoutCatchesUpWithALandingOfTheLandCommand) {
  auto one = queued(result("T-1", "new", "landed\n"));
  one.status = EntryStatus::deferred;
  queue.update(one);
  land_and_die(one, "run-1", 0);
  expect_landed_and_clean(one);
}

TEST_F(RecoveryTest, WhatTheUserTakesBackAfterAFinishedRunStaysTakenBack) {
  auto one = queued(result("T-1", "a", "landed\n"));
  Journal file(layout.journal("run-1"));
  file.take({1000, event::RunStarted{.run = "run-1", .worker_limit = 0}});
  sink.before = [&](const Event& event) { file.take(event); };
  Publisher moves = publisher();
  GitLander lander(repository(), moves);
  lander.land({landing_of(one)}, std::nullopt);
  file.take({1002, event::RunFinished{.all_recorded = false}});
  user.git({"checkout", "--quiet", "HEAD~1", "--", "a"});
  const std::string status = user.status();
  ASSERT_NE(status, "");
  recovered();
  EXPECT_EQ(user.status(), status);
}

TEST_F(RecoveryTest, CheckoutCatchesUpWithARecordCommit) {
  user.write(index_in_tree, test::small_index);
  base = user.commit_all();
  const IndexEdit edit{.changes = {{.ticket = "T-1", .state = State::completed}}};
  user.write(index_in_tree, edit_index(test::small_index, edit).text());
  Journal file(layout.journal("run-1"));
  file.take({1000, event::RunStarted{.run = "run-1", .worker_limit = 2}});
  sink.before = [&](const Event& event) {
    file.take(event);
    const auto& intent = std::get<event::LandingIntent>(event.body);
    user.git({"update-ref", intent.ref, intent.new_tip.hex(), intent.old_tip.hex()});
    throw Killed{};
  };
  Publisher moves = publisher();
  GitLander lander(repository(), moves);
  EXPECT_THROW(lander.record(edit, "run-1"), Killed);
  ASSERT_NE(user.status(), "");
  recovered();
  EXPECT_EQ(user.status(), "");
  recovered();
  EXPECT_EQ(user.status(), "");
}

TEST_F(RecoveryTest, TheCheckoutCatchesUpWithAllThatLandedByOneMove) {
  std::vector<Landing> landings;
  for (const std::string id : {"T-1", "T-2", "T-3"})
    landings.push_back(landing_of(queued(result(id, "new-" + id, id + "\n"))));
  {
    Journal file(layout.journal("run-1"));
    file.take({1000, event::RunStarted{.run = "run-1", .worker_limit = 2}});
    sink.before = [&](const Event& event) {
      if (std::holds_alternative<event::Landed>(event.body)) throw Killed{};
      file.take(event);
    };
    Publisher moves = publisher();
    GitLander lander(repository(), moves);
    EXPECT_THROW(lander.land(landings, std::nullopt), Killed);
    sink.before = {};
  }
  EXPECT_NE(user.status(), "");
  const Recovered found = recovered();
  EXPECT_EQ(found.landed.size(), 3U);
  EXPECT_TRUE(found.to_land.empty());
  EXPECT_EQ(user.status(), "");
  EXPECT_EQ(user.read("new-T-1"), "T-1\n");
}

TEST_F(RecoveryTest, IntentWhoseSwapNeverCameLeavesTheCheckoutAlone) {
  const auto one = queued(result("T-1", "a", "landed\n"));
  journal("run-1", {event::LandingIntent{"T-1", "refs/heads/main", one.result, base, one.result}});
  EXPECT_EQ(tickets(recovered().to_land), only_t1);
  EXPECT_EQ(user.read("a"), "a\n");
  EXPECT_EQ(user.status(), "");
}

/// Takes another git's index.lock away once `folder` has seen two attempts to take it.
class OtherGit {
 public:
  explicit OtherGit(fs::path git_dir) : git_dir_(std::move(git_dir)) {
    write_text(git_dir_ / "index.lock", "");
    EXPECT_GE(::inotify_add_watch(watch_.get(), git_dir_.c_str(), IN_CREATE), 0);
    thread_ = std::thread([this] { wait_and_release(); });
  }
  ~OtherGit() {
    write_text(git_dir_ / "test-is-over", "");
    thread_.join();
  }
  bool was_waited_for() const { return attempts_ >= 2; }

 private:
  void wait_and_release() {
    bool over = false;
    while (!over && attempts_ < 2) {
      alignas(inotify_event) char buffer[4096];
      const ssize_t size = ::read(watch_.get(), buffer, sizeof buffer);
      for (ssize_t at = 0; at < size;) {
        const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
        const std::string_view name = event->name;
        if (name.starts_with(".sage-tmp-")) ++attempts_;
        if (name == "test-is-over") over = true;
        at += static_cast<ssize_t>(sizeof *event) + event->len;
      }
    }
    fs::remove(git_dir_ / "index.lock");
  }

  fs::path git_dir_;
  UniqueFd watch_{::inotify_init1(IN_CLOEXEC)};
  std::atomic<int> attempts_ = 0;
  std::thread thread_;
};

TEST_F(RecoveryTest, AnothersIndexLockIsWaitedFor) {
  const auto one = queued(result("T-1", "new", "landed\n"));
  land_and_die(one, "run-1");
  OtherGit other(user.folder() / ".git");
  const Recovered found = recovered();
  EXPECT_TRUE(other.was_waited_for());
  EXPECT_EQ(found.landed.size(), 1u);
  EXPECT_EQ(user.status(), "");
}

}  // namespace
}  // namespace sage
