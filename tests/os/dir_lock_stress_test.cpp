// Eight processes take and release one lock as fast as they can and are killed at random, while the
// kernel says whether two of them ever had it at once: whoever believes to have the lock must get
// a flock on the witness file, which the kernel takes back the instant its process ends.
// SAGE_FULL=1 makes it long.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <random>
#include <thread>

#include "os/clock.h"
#include "os/dir_lock.h"
#include "os/file_lock.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

/// What the contenders tell the test, in memory they share.
struct Tally {
  std::atomic<long> taken = 0, stolen = 0, violations = 0, errors = 0;
};

class DirLockStress : public testing::Test {
 protected:
  DirLockStress()
      : tally(*new (::mmap(nullptr, sizeof(Tally), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Tally) {}
  ~DirLockStress() override {
    for (const pid_t pid : pids) end(pid);
    ::munmap(&tally, sizeof(Tally));
  }

  /// Takes and releases until it is killed; each holds the lock for a moment of its own length.
  [[noreturn]] void contend() const try {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::minstd_rand random(static_cast<unsigned>(::getpid()));
    for (;;) {
      const bool dead = has_dead_owner();
      const auto taken = DirLock::try_take(lock, "contender");
      if (std::holds_alternative<DirLock::Busy>(taken)) {
        std::this_thread::sleep_for(std::chrono::microseconds{random() % 300});
        continue;
      }
      const auto witness = FileLock::try_acquire(folder / "witness");
      ++(witness ? tally.taken : tally.violations);
      if (dead) ++tally.stolen;
      std::this_thread::sleep_for(std::chrono::microseconds{random() % 200});
    }
  } catch (const std::exception&) {
    ++tally.errors;
    ::_exit(1);
  }

  bool has_dead_owner() const {
    const auto owner = lock_owner(lock);
    return owner && is_dead(*owner);
  }

  pid_t start() const {
    const pid_t pid = ::fork();
    if (pid == 0) contend();
    return pid;
  }
  static void end(pid_t pid) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }

  /// Which of the contenders to kill: the owner, if there is one just now, or any.
  pid_t& victim(bool the_owner, unsigned any) {
    const auto owner = the_owner ? lock_owner(lock) : std::nullopt;
    const auto found = std::ranges::find(pids, owner ? static_cast<pid_t>(owner->pid) : -1);
    return found != pids.end() ? *found : pids[any % pids.size()];
  }

  /// Whether the lock is taken `more` times from now on. The limit is only for a wedged lock.
  bool goes_on(long more) const {
    const long wanted = tally.taken + more;
    const auto limit = SteadyClock::now() + std::chrono::seconds{60};
    while (tally.taken < wanted && SteadyClock::now() < limit)
      std::this_thread::sleep_for(std::chrono::microseconds{200});
    return tally.taken >= wanted;
  }

  test::TempFolder folder;
  const fs::path lock = folder / "commit.lock";
  Tally& tally;
  std::vector<pid_t> pids;
};

TEST_F(DirLockStress, NeverHasTwoOwnersNorWedgesWhileContendersAreKilled) {
  const bool full = std::getenv("SAGE_FULL") != nullptr;
  const int kills = full ? 2000 : 250;
  for (int i = 0; i < 8; ++i) pids.push_back(start());
  std::minstd_rand random(std::random_device{}());
  for (int kill = 0; kill < kills; ++kill) {
    ASSERT_TRUE(goes_on(4)) << "wedged after " << kill << " kills";
    std::this_thread::sleep_for(std::chrono::microseconds{random() % 1000});  // anywhere in it
    pid_t& dying = victim(kill % 2 == 0, random());
    end(dying);
    dying = start();
    ASSERT_EQ(tally.violations, 0) << "after " << kill << " kills";
    ASSERT_EQ(tally.errors, 0) << "after " << kill << " kills";
  }
  EXPECT_TRUE(goes_on(100));
  std::cout << tally.taken << " acquisitions, at least " << tally.stolen << " from dead owners, "
            << kills << " kills, " << tally.violations << " violations\n";
}

}  // namespace
}  // namespace sage
