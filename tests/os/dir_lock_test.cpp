#include "os/dir_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <barrier>
#include <thread>

#include "base/text.h"
#include "os/process.h"
#include "os/process_tree.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

using Taken = std::variant<DirLock, DirLock::Busy>;

bool got(const Taken& taken) { return std::holds_alternative<DirLock>(taken); }

/// A lock at `folder` as its owner would have left it.
void put_lock(const fs::path& folder, const LockOwner& owner) {
  test::write_text(folder / "owner", json::serialize(to_json(owner)) + "\n");
}

/// The owner that a process had which is gone, and reaped.
LockOwner dead_owner() {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  auto owner = this_process_as_owner("gone");
  owner.pid = pid;
  ::waitpid(pid, nullptr, 0);
  return owner;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

class DirLockTest : public testing::Test {
 protected:
  Taken take() const { return DirLock::try_take(lock, "sage-stream test"); }
  /// Whether a lock left by `owner` is taken over.
  bool is_stolen_from(const LockOwner& owner) const {
    put_lock(lock, owner);
    const bool stolen = got(take());
    remove_tree(lock);
    return stolen;
  }

  test::TempFolder folder;
  const fs::path lock = folder / "commit.lock";
};

TEST_F(DirLockTest, AppearsWholeAndGoesWithoutATrace) {
  {
    const auto taken = take();
    ASSERT_TRUE(got(taken));
    const auto owner = lock_owner(lock).value();
    EXPECT_EQ(owner.pid, ::getpid());
    EXPECT_EQ(owner.start_time, process_start_time(::getpid()));
    EXPECT_EQ(owner.command, "sage-stream test");
    EXPECT_FALSE(is_dead(owner));
    EXPECT_THAT(test::read_text(lock / "owner"), testing::EndsWith("}\n"));
  }
  EXPECT_THAT(names_in(folder), UnorderedElementsAre("commit.flock"));
}

TEST_F(DirLockTest, IsBusyWhileItIsHeldAndSaysByWhom) {
  auto taken = take();
  const auto second = take();
  ASSERT_FALSE(got(second));
  EXPECT_EQ(std::get<DirLock::Busy>(second).owner->pid, ::getpid());
  std::get<DirLock>(taken).release();
  EXPECT_TRUE(got(take()));
}

TEST_F(DirLockTest, MovesWithItsOwner) {
  auto taken = take();
  DirLock first = std::get<DirLock>(std::move(taken));
  DirLock second = std::move(first);
  first.release();  // NOLINT: what was moved from holds nothing
  EXPECT_TRUE(fs::exists(lock));
  second.release();
  EXPECT_FALSE(fs::exists(lock));
}

TEST_F(DirLockTest, IsStolenFromADeadProcess) {
  EXPECT_TRUE(is_stolen_from(dead_owner()));
  EXPECT_THAT(names_in(folder), UnorderedElementsAre("commit.flock"));
}

TEST_F(DirLockTest, IsStolenFromAnEarlierProcessWithTheSamePid) {
  auto owner = this_process_as_owner("earlier");
  EXPECT_FALSE(is_stolen_from(owner));
  --owner.start_time;
  EXPECT_TRUE(is_stolen_from(owner));
}

TEST_F(DirLockTest, IsStolenFromAZombie) {
  auto child = spawn({.argv = {"/bin/true"}});
  auto owner = this_process_as_owner("zombie");
  owner.pid = child.pid;
  wait_readable({child.pidfd.get()}, SteadyTime::max());
  EXPECT_TRUE(is_stolen_from(owner));
  child.wait();
}

TEST_F(DirLockTest, IsStolenFromBeforeTheBoot) {
  auto owner = this_process_as_owner("before");
  owner.boot_id = "an earlier one";
  EXPECT_TRUE(is_stolen_from(owner));
}

TEST_F(DirLockTest, IsNotStolenFromAnotherHostOrNamespace) {
  auto owner = dead_owner();
  owner.host += "-other";
  EXPECT_FALSE(is_stolen_from(owner));
  owner.boot_id = "another";
  EXPECT_FALSE(is_stolen_from(owner));
  owner = dead_owner();
  owner.pid_namespace = "pid:[1]";
  EXPECT_FALSE(is_stolen_from(owner));
}

TEST_F(DirLockTest, IsNotStolenFromAProcessOfAnotherUser) {
  auto owner = this_process_as_owner("init");
  owner.pid = 1;
  owner.start_time = process_start_time(1).value_or(0);
  EXPECT_FALSE(is_stolen_from(owner));
}

TEST_F(DirLockTest, IsSomebodyElsesWithoutAReadableOwner) {
  fs::create_directory(lock);
  EXPECT_EQ(std::get<DirLock::Busy>(take()).owner, std::nullopt);
  for (const char* text : {"", "garbage", "[]", "{\"pid\":\"x\"}", "{\"pid\":1", "{}",
                           "{\"pid\":-1}", "{\"pid\":99999999999999}"}) {
    test::write_text(lock / "owner", text);
    EXPECT_FALSE(got(take())) << text;
  }
  test::write_text(lock / "owner", std::string(1 << 20, ' '));
  EXPECT_FALSE(got(take())) << "a huge owner file";
}

TEST_F(DirLockTest, AnOwnerWithAPidThatCannotBeIsNotDead) {
  auto owner = this_process_as_owner("odd");
  for (const std::int64_t pid : {-1LL, 0LL, 1LL << 32, (1LL << 32) + ::getpid()}) {
    owner.pid = pid;
    EXPECT_FALSE(is_dead(owner)) << pid;
  }
}

TEST_F(DirLockTest, ReleaseLeavesALockThatIsAnothersByNow) {
  auto taken = take();
  remove_tree(lock);
  std::get<DirLock>(taken).release();
  EXPECT_FALSE(fs::exists(lock));

  taken = take();
  auto other = this_process_as_owner("other");
  put_lock(lock, other);
  std::get<DirLock>(taken).release();
  EXPECT_EQ(lock_owner(lock)->nonce, other.nonce);
}

TEST_F(DirLockTest, IsTakenAnewByAProcessThatCouldNotReleaseIt) {
  Taken first = take();
  ASSERT_TRUE(got(first));
  fs::path guard = lock;
  guard.replace_extension(".flock");
  fs::remove(guard);
  fs::create_directory(guard);
  EXPECT_THROW(std::get<DirLock>(first).release(), Error);
  fs::remove(guard);
  EXPECT_TRUE(fs::exists(lock));
  const Taken again = take();
  EXPECT_TRUE(got(again));
  EXPECT_FALSE(got(take()));
}

TEST_F(DirLockTest, CanBeBrokenByAPerson) {
  EXPECT_FALSE(break_lock(lock));
  auto owner = dead_owner();
  owner.host = "elsewhere";
  put_lock(lock, owner);
  EXPECT_TRUE(break_lock(lock));
  EXPECT_THAT(names_in(folder), UnorderedElementsAre("commit.flock"));
}

TEST_F(DirLockTest, ClearsWhatAKilledContenderLeftOnItsWay) {
  put_lock(folder / ".commit.lock.new", dead_owner());
  put_lock(folder / ".commit.lock.old", dead_owner());
  put_lock(lock, dead_owner());
  EXPECT_TRUE(got(take()));
  EXPECT_THAT(names_in(folder), UnorderedElementsAre("commit.flock"));
}

TEST_F(DirLockTest, DescribesItsOwnerWithoutControlCharacters) {
  auto owner = this_process_as_owner("stream \x1b[2J");
  owner.since = "2026-11-20T22:35:01.000Z";
  EXPECT_THAT(describe(owner), HasSubstr(format("pid {} on host ", ::getpid())));
  EXPECT_THAT(describe(owner), HasSubstr("since 2026-11-20T22:35:01.000Z (stream \\x1b[2J)"));
}

/// From now on renameat2(2) says EINVAL to this process, as some filesystems do.
void refuse_renameat2() {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{.len = std::size(code), .filter = code};
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) ::_exit(99);
}

TEST_F(DirLockTest, WorksWhereRenameCannotKeepFromReplacing) {
  put_lock(lock, dead_owner());
  const pid_t pid = ::fork();
  if (pid == 0) {
    refuse_renameat2();
    auto taken = take();
    const bool exclusive = got(taken) && lock_owner(lock)->pid == ::getpid() && !got(take());
    std::get<DirLock>(taken).release();
    ::_exit(exclusive && !fs::exists(lock) ? 0 : 1);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST_F(DirLockTest, IsStolenByExactlyOneOfManyThatSeeItsOwnerDead) {
  constexpr int contenders = 6;
  for (int round = 0; round < 10; ++round) {
    put_lock(lock, dead_owner());
    std::barrier start(contenders);
    std::vector<std::optional<Taken>> taken(contenders);
    std::vector<std::thread> threads;
    threads.reserve(contenders);
    for (auto& mine : taken)
      threads.emplace_back([&] {
        start.arrive_and_wait();
        mine = take();
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(std::ranges::count_if(taken, [](const auto& mine) { return got(*mine); }), 1);
  }
}

}  // namespace
}  // namespace sage
