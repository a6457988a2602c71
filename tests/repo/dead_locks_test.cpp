#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/file.h"
#include "repo/checkout_sync.h"
#include "repo/owned_lock.h"
#include "support/scratch_repository.h"

namespace sage {
namespace {

using test::ScratchRepository;

TEST(DeadCheckoutLock, IsRemovedWhenItsOwnerWasKilled) {
  const ScratchRepository scratch;
  const auto repository = Repository::discover(scratch.folder());
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = CheckoutLock::try_take(repository);
    ::raise(SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  ASSERT_TRUE(fs::exists(scratch.folder() / ".git" / "index.lock"));
  EXPECT_FALSE(CheckoutLock::try_take(repository));
  EXPECT_TRUE(remove_dead_checkout_lock(repository));
  EXPECT_TRUE(CheckoutLock::try_take(repository));
  EXPECT_FALSE(remove_dead_checkout_lock(repository)) << "nothing there";
}

TEST(DeadCheckoutLock, OfALivingOwnerStays) {
  const ScratchRepository scratch;
  const auto repository = Repository::discover(scratch.folder());
  const auto lock = CheckoutLock::try_take(repository);
  EXPECT_FALSE(remove_dead_checkout_lock(repository));
  EXPECT_TRUE(fs::exists(scratch.folder() / ".git" / "index.lock"));
}

TEST(DeadRefLock, IsRemovedIfEmptyOrAnIdAndNobodyHasItOpen) {
  const ScratchRepository scratch;
  const auto repository = Repository::discover(scratch.folder());
  const std::string lock = ".git/refs/heads/main.lock";
  EXPECT_FALSE(remove_dead_ref_lock(repository, "refs/heads/main"));
  scratch.write(lock, "");
  EXPECT_TRUE(remove_dead_ref_lock(repository, "refs/heads/main"));
  scratch.write(lock, std::string(40, 'a') + "\n");
  EXPECT_TRUE(remove_dead_ref_lock(repository, "refs/heads/main"));
  scratch.write(lock, std::string(41, '\0'));  // the power was lost
  EXPECT_TRUE(remove_dead_ref_lock(repository, "refs/heads/main"));
  scratch.write(lock, "something else");
  EXPECT_FALSE(remove_dead_ref_lock(repository, "refs/heads/main"));
  scratch.write(lock, "");
  {
    const UniqueFd holder(::open((scratch.folder() / lock).c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_FALSE(remove_dead_ref_lock(repository, "refs/heads/main"));
  }
  EXPECT_TRUE(remove_dead_ref_lock(repository, "refs/heads/main"));
}

TEST(DeadPackedRefsLock, IsRemovedWhenItsOwnerWasKilled) {
  const ScratchRepository scratch;
  const auto repository = Repository::discover(scratch.folder());
  const fs::path lock = scratch.folder() / ".git/packed-refs.lock";
  for (const char* of_another_git : {"", "# pack-refs with: peeled fully-peeled sorted \n"}) {
    scratch.write(".git/packed-refs.lock", of_another_git);
    EXPECT_EQ(remove_dead_result_locks(repository), 0);
  }
  fs::remove(lock);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = OwnedLock::try_take(lock, "test");
    ::raise(SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(remove_dead_result_locks(repository), 1);
  const auto held = OwnedLock::try_take(lock, "test");
  EXPECT_EQ(remove_dead_result_locks(repository), 0) << "of the living";
  EXPECT_FALSE(OwnedLock::try_take(lock, "test"));
}

TEST(AddExcludes, AddsWhatIsMissingAndKeepsTheRest) {
  const ScratchRepository scratch;
  const auto repository = Repository::discover(scratch.folder());
  scratch.write(".git/info/exclude", "# mine\n/one");
  add_excludes(repository, {"/one", "/two"});
  add_excludes(repository, {"/two", "/three"});
  EXPECT_EQ(scratch.read(".git/info/exclude"), "# mine\n/one\n/two\n/three\n");
  fs::remove_all(scratch.folder() / ".git" / "info");
  add_excludes(repository, {"/one"});
  EXPECT_EQ(scratch.read(".git/info/exclude"), "/one\n");
}

}  // namespace
}  // namespace sage
