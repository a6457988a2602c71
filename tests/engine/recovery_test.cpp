#include "engine/recovery.h"

#include <sys/inotify.h>

#include <atomic>
#include <thread>

#include "os/dir_lock.h"
#include "support/landing_fixture.h"

namespace sage {
namespace {

using test::error_of;
using test::Killed;
using test::read_text;
using test::write_text;

class RecoveryTest : public test::LandingFixture {
 public:
  Recovered recovered(const std::string& ref = "refs/heads/main") {
    Publisher moves = publisher(ref);
    return recover(repository(), layout, ref, moves, queue);
  }

  /// The journal of a run of two workers, without its end.
  void journal(const std::string& run, const std::vector<EventBody>& events, int workers = 2) {
    Journal file(layout.journal(run));
    file.take({1000, event::RunStarted{.run = run, .worker_limit = workers}});
    for (const auto& body : events) file.take({1001, body});
  }
  static event::TicketStarted started(const std::string& ticket, int attempt = 1) {
    return {.ticket = ticket, .attempt = attempt};
  }
  static event::NoChange no_change(const std::string& ticket) { return {.ticket = ticket}; }

  /// Lands as a stream that is killed once the branch has moved, before the checkout follows.
  void land_and_die(const QueueEntry& entry, const std::string& run, int workers = 2) {
    Journal file(layout.journal(run));
    file.take({1000, event::RunStarted{.run = run, .worker_limit = workers}});
    sink.before = [&](const Event& event) {
      if (std::holds_alternative<event::Landed>(event.body)) throw Killed{};
      file.take(event);
    };
    Publisher moves = publisher();
    GitLander lander(repository(), moves);
    EXPECT_THROW(lander.land({landing_of(entry)}, std::nullopt), Killed);
    sink.before = {};
    EXPECT_NE(tip(), base);
    EXPECT_NE(user.status(), "");
  }

  QueueEntry queued(const Outcome& outcome) { return queue.add(entry(outcome)); }
  static std::vector<std::string> tickets(const std::vector<QueueEntry>& entries) {
    std::vector<std::string> ids;
    for (const auto& one : entries) ids.push_back(one.ticket_id);
    return ids;
  }
  void expect_landed_and_clean(const QueueEntry& entry) {
    const Recovered found = recovered();
    ASSERT_EQ(found.landed.size(), 1u);
    EXPECT_EQ(found.landed[0].entry.queue_id, entry.queue_id);
    EXPECT_EQ(found.landed[0].commit, tip());
    EXPECT_TRUE(found.to_land.empty());
    EXPECT_EQ(user.status(), "");
  }

  const std::vector<std::string> only_t1{"T-1"};
  CommitQueue queue{layout.queue()};
};

TEST_F(RecoveryTest, NothingThereIsNothingFound) {
  const Recovered found = recovered();
  EXPECT_TRUE(found.landed.empty() && found.to_land.empty() && found.kept.empty());
  EXPECT_TRUE(found.finished.empty() && found.orphans.empty() && found.settled.empty());
  EXPECT_TRUE(found.notes.empty());
}

// ---- a landing that was cut off

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

TEST_F(RecoveryTest, CheckoutCatchesUpWithARecordCommit) {
  user.write(index_in_tree, test::small_index);
  base = user.commit_all();
  const IndexEdit edit{.changes = {{.ticket = "T-1", .state = State::completed}}};
  user.write(index_in_tree, edit_index(test::small_index, edit).text);
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

// ---- the queue

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

// ---- pins

TEST_F(RecoveryTest, PinOfARunningAttemptIsAFinishedOne) {
  const Outcome one = result("T-1", "a", "1\n", 2);
  journal("run-1", {started("T-1", 2)});
  const Recovered found = recovered();
  ASSERT_EQ(found.finished.size(), 1u);
  EXPECT_EQ(found.finished[0].ticket, "T-1");
  EXPECT_EQ(found.finished[0].attempt, 2);
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

// ---- which journals count

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

// ---- orphans

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

TEST_F(RecoveryTest, PinOfAnOrphanIsLeftToItsEnd) {
  result("T-1", "a", "1\n");
  journal("run-1", {started("T-1")});
  write_text(layout.attempt("run-1", "T-1", 1) / worker_lock, "");
  const auto lock = FileLock::try_acquire(layout.attempt("run-1", "T-1", 1) / worker_lock);
  EXPECT_TRUE(recovered().finished.empty());
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

TEST_F(RecoveryTest, PinOfWhatLandedGoes) {
  const Outcome stored = result("T-1", "a", "1\n");
  Publisher moves = publisher();
  GitLander lander(repository(), moves);
  lander.land({landing_of(entry(stored))}, std::nullopt);
  EXPECT_TRUE(recovered().finished.empty());
  EXPECT_TRUE(list_pins(repository()).empty());
}

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

// ---- what the dead leave lying about

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

TEST_F(RecoveryTest, AGateJobThatOutlivesItsRunIsNoTicket) {
  journal("run-1", {});
  const fs::path folder = layout.gate_logs("run-1", 7);
  fs::create_directories(folder);
  const auto held = FileLock::acquire(folder / worker_lock);
  EXPECT_TRUE(recovered().orphans.empty());
}

TEST_F(RecoveryTest, CandidatesOfADeadRunAreDropped) {
  pin_candidate(repository(), "T-1", base);
  recovered();
  EXPECT_EQ(user.git({"for-each-ref", "refs/sage/candidates"}), "");
}

}  // namespace
}  // namespace sage
