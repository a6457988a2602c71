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
  CheckoutMemory memory;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = CheckoutLock::try_take(repository, memory);
    ::raise(SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  ASSERT_TRUE(fs::exists(scratch.folder() / ".git" / "index.lock"));
  EXPECT_FALSE(CheckoutLock::try_take(repository, memory));
  EXPECT_TRUE(remove_dead_checkout_lock(repository));
  EXPECT_TRUE(CheckoutLock::try_take(repository, memory));
  EXPECT_FALSE(remove_dead_checkout_lock(repository)) << "nothing there";
}

TEST(DeadCheckoutLock, OfALivingOwnerStays) {
  const ScratchRepository scratch;
  const auto repository = Repository::discover(scratch.folder());
  CheckoutMemory memory;
  const auto lock = CheckoutLock::try_take(repository, memory);
  EXPECT_FALSE(remove_dead_checkout_lock(repository));
  EXPECT_TRUE(fs::exists(scratch.folder() / ".git" / "index.lock"));
}

TEST(DeadRefLock, IsRemovedIfUnwrittenOrOursAndNobodyHasItOpen) {
  const ScratchRepository scratch;
  const auto repository = Repository::discover(scratch.folder());
  const std::string lock = ".git/refs/heads/main.lock";
  const ObjectId ours = ObjectId::parse(std::string(40, 'a')).value();
  const auto removed = [&](bool is_set = false) {
    return remove_dead_ref_lock(repository, "refs/heads/main", ours, is_set);
  };
  EXPECT_FALSE(removed());
  for (const auto& text : {std::string(), ours.hex() + "\n", std::string(41, '\0')}) {
    scratch.write(lock, text);  // zeros: the power was lost
    EXPECT_TRUE(removed()) << text;
  }
  for (const auto& text : {std::string("something else"), std::string(40, 'b') + "\n"}) {
    scratch.write(lock, text);
    EXPECT_FALSE(removed()) << text << ": another git's";
  }
  scratch.write(lock, "");
  EXPECT_FALSE(removed(true)) << "another git's: ours was written";
  {
    const UniqueFd holder(::open((scratch.folder() / lock).c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_FALSE(removed());
  }
  EXPECT_TRUE(removed());
  scratch.write(lock, ours.hex() + "\n");
  EXPECT_TRUE(removed(true));
}

TEST(DeadCheckoutLock, IsWhereTheIndexLeads) {
  const ScratchRepository scratch;
  scratch.write("a", "1");
  scratch.commit_all();
  const auto repository = Repository::discover(scratch.folder());
  CheckoutMemory memory;
  fs::rename(scratch.folder() / ".git/index", scratch.outside() / "index");
  scratch.link(".git/index", (scratch.outside() / "index").string());
  const auto lock = CheckoutLock::try_take(repository, memory);
  ASSERT_TRUE(lock);
  EXPECT_TRUE(fs::exists(scratch.outside() / "index.lock"));
  scratch.write("a", "2");
  scratch.git_result({"add", "a"}, 128);
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
