#include "repo/workspace_state.h"

#include <gtest/gtest.h>

namespace sage {
namespace {

constexpr std::int64_t second = 1'000'000'000;

struct stat a_file() {
  struct stat status {};
  status.st_mode = S_IFREG | 0644;
  status.st_size = 5;
  status.st_ino = 7;
  status.st_mtim = {100, 1};
  status.st_ctim = {100, 2};
  return status;
}

TEST(IsUntouched, NeedsEveryPartOfTheStat) {
  const git_index_entry entry = index_entry({Mode::file, {}}, a_file());
  EXPECT_TRUE(is_untouched(entry, a_file(), 101 * second));
  const auto touched_by = [&](auto change) {
    struct stat status = a_file();
    change(status);
    return !is_untouched(entry, status, 101 * second);
  };
  EXPECT_TRUE(touched_by([](auto& s) { s.st_mode = S_IFREG | 0755; }));
  EXPECT_TRUE(touched_by([](auto& s) { s.st_mode = S_IFLNK | 0777; }));
  EXPECT_TRUE(touched_by([](auto& s) { s.st_size = 6; }));
  EXPECT_TRUE(touched_by([](auto& s) { s.st_ino = 8; }));
  EXPECT_TRUE(touched_by([](auto& s) { s.st_mtim.tv_nsec = 3; }));
  EXPECT_TRUE(touched_by([](auto& s) { s.st_ctim.tv_nsec = 3; }));
  EXPECT_FALSE(touched_by([](auto& s) { s.st_mode = S_IFREG | 0600; }));
}

TEST(IsUntouched, IsNotKnownOfAFileAsYoungAsTheIndex) {
  const git_index_entry entry = index_entry({Mode::file, {}}, a_file());
  EXPECT_TRUE(is_untouched(entry, a_file(), 100 * second + 3));
  EXPECT_FALSE(is_untouched(entry, a_file(), 100 * second + 2)) << "changed in the same instant";
  EXPECT_FALSE(is_untouched(entry, a_file(), 100 * second + 1)) << "written in the same instant";
}

}  // namespace
}  // namespace sage
