#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "base/error.h"
#include "base/text.h"
#include "os/file.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

using test::write_text;

/// `depth` folders below each other, some with a file; too deep to be named by one path.
void make_deep(const fs::path& top, int depth) {
  fs::create_directory(top);
  UniqueFd fd{::open(top.c_str(), O_RDONLY | O_DIRECTORY)};
  const std::string name(20, 'd');
  for (int i = 0; i < depth; ++i) {
    ASSERT_EQ(::mkdirat(fd.get(), name.c_str(), 0755), 0);
    if (i % 100 == 0) UniqueFd{::openat(fd.get(), "file", O_CREAT | O_WRONLY, 0600)};
    fd = UniqueFd{::openat(fd.get(), name.c_str(), O_RDONLY | O_DIRECTORY)};
  }
}

TEST(RemoveTree, RemovesEverythingAndNothingIsNoError) {
  const test::TempFolder folder;
  const auto top = folder / "top";
  for (int i = 0; i < 8; ++i)
    for (int j = 0; j < 8; ++j) write_text(top / format("{}/{}/-rf *\n", i, j), "x");
  ASSERT_EQ(::mkfifo((top / "fifo").c_str(), 0600), 0);
  remove_tree(top);
  EXPECT_FALSE(fs::exists(top));
  remove_tree(top);
  remove_tree(top / "below/nothing");
}

TEST(RemoveTree, TakesASlashAtTheEnd) {
  const test::TempFolder folder;
  write_text(folder / "top/file", "x");
  remove_tree(folder / "top/");
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(RemoveTree, RemovesAFile) {
  const test::TempFolder folder;
  write_text(folder / "file", "x");
  remove_tree(folder / "file");
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(RemoveTree, SaysThatThereAreTooManyOpenFiles) {
  const test::TempFolder folder;
  write_text(folder / "top/file", "x");
  std::vector<UniqueFd> all;
  // UBSan looks at a type that it has not met before through a pipe, which there will not be.
  static_cast<void>(system_error(format("{}: {}", 1, "a"), EMFILE));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few{64, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  while (UniqueFd fd{::open("/dev/null", O_RDONLY | O_CLOEXEC)}) all.push_back(std::move(fd));
  for (int spare = 0; spare < 4; ++spare, all.pop_back()) try {
      remove_tree(folder / "top");
      break;
    } catch (const Error& error) {
      EXPECT_NE(error.message().find("Too many open files"), std::string::npos) << error.message();
    }
  EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_FALSE(fs::exists(folder / "top"));
}

TEST(RemoveTree, GoesAsDeepAsItMustWithFewDescriptors) {
  const test::TempFolder folder;
  make_deep(folder / "deep", 3000);
  rlimit old{};
  ::getrlimit(RLIMIT_NOFILE, &old);
  const rlimit small{40, old.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &small);
  remove_tree(folder / "deep");
  ::setrlimit(RLIMIT_NOFILE, &old);
  EXPECT_FALSE(fs::exists(folder / "deep"));
}

TEST(RemoveTree, DoesNotFollowLinks) {
  const test::TempFolder folder;
  write_text(folder / "outside/precious", "x");
  write_text(folder / "top/file", "x");
  fs::create_directory_symlink(folder / "outside", folder / "top/link");
  fs::create_directory_symlink("../outside", folder / "top/relative");
  remove_tree(folder / "top");
  EXPECT_FALSE(fs::exists(folder / "top"));
  EXPECT_TRUE(fs::exists(folder / "outside/precious"));

  fs::create_directory_symlink("outside", folder / "top");
  remove_tree(folder / "top");
  EXPECT_FALSE(fs::is_symlink(folder / "top")) << "a link is removed itself";
  EXPECT_TRUE(fs::exists(folder / "outside/precious"));
}

TEST(RemoveTree, RemovesWhatLostItsPermissions) {
  const test::TempFolder folder;
  write_text(folder / "top/closed/inner/file", "x");
  write_text(folder / "top/readonly/file", "x");
  fs::permissions(folder / "top/closed/inner", fs::perms::none);
  fs::permissions(folder / "top/closed", fs::perms::none);
  fs::permissions(folder / "top/readonly", fs::perms::owner_read);
  fs::permissions(folder / "top", fs::perms::none);
  remove_tree(folder / "top");
  EXPECT_FALSE(fs::exists(folder / "top"));
}

TEST(RemoveTree, NeverLeavesTheTreeWhenFoldersAreMovedUnderIt) {
  // While top/a/moved is being emptied it moves to outside/, whose folders have the names of
  // those in top/a: who trusts ".." then goes on there.
  const test::TempFolder folder;
  const auto siblings = {"1", "2", "3", "4", "5", "6", "7", "8"};
  for (const auto* name : siblings) write_text(folder / "outside" / name / "precious", "x");
  for (int round = 0; round < 8; ++round) {
    const auto moved = folder / "top/a/moved";
    for (const auto* name : siblings) write_text(folder / "top/a" / name / "file", "x");
    for (int i = 0; i < 40; ++i) write_text(moved / format("{}/file", i), "x");
    std::atomic<bool> done = false;
    std::thread mover([&] {
      while (!done && fs::exists(moved / "0/file") && fs::exists(moved / "39/file")) {
      }
      (void)!::rename(moved.c_str(), (folder / "outside/moved").c_str());
    });
    try {
      remove_tree(folder / "top");
    } catch (const Error&) {
      // That it noticed is fine.
    }
    done = true;
    mover.join();
    for (const auto* name : siblings)
      ASSERT_TRUE(fs::exists(folder / "outside" / name / "precious"));
    remove_tree(folder / "top");
    remove_tree(folder / "outside/moved");
  }
}

}  // namespace
}  // namespace sage
