// Files in and out of a workspace, by name.

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "support/workspace_fixture.h"

namespace sage::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CopyIntoWorkspace : public testing::Test {
 public:
  TempFolder checkout, workspace, outside;
  std::vector<std::string> copy(const std::vector<std::string>& paths) {
    return copy_into_workspace(checkout, workspace, paths);
  }
};

TEST_F(CopyIntoWorkspace, TakesFilesFoldersAndLinks) {
  write_text(checkout / ".env", "SECRET=1\n");
  ::chmod((checkout / ".env").c_str(), 0600);
  write_text(checkout / "tools/bin/run", "#!/bin/sh\n");
  ::chmod((checkout / "tools/bin/run").c_str(), 0755);
  fs::create_symlink("/etc/passwd", checkout / "tools/link");
  write_text(workspace / ".env", "old\n");
  EXPECT_THAT(copy({".env", "tools/", "missing", "no/such"}), ElementsAre("missing", "no/such"));
  EXPECT_EQ(read_text(workspace / ".env"), "SECRET=1\n");
  EXPECT_EQ(fs::status(workspace / ".env").permissions(), fs::perms(0600));
  EXPECT_EQ(fs::status(workspace / "tools/bin/run").permissions(), fs::perms(0755));
  EXPECT_EQ(fs::read_symlink(workspace / "tools/link"), "/etc/passwd");
}

TEST_F(CopyIntoWorkspace, NeverReachesOutOfEither) {
  write_text(outside / "secret", "x");
  fs::create_directory_symlink(outside.path(), checkout / "out");
  write_text(checkout / "folder/file", "new\n");
  fs::create_directory_symlink(outside.path(), workspace / "folder");
  EXPECT_THAT(copy({"out/secret", "../secret", "/etc/passwd", ".git/config", "", "a//b"}),
              ElementsAre("out/secret", "../secret", "/etc/passwd", ".git/config", "", "a//b"));
  EXPECT_THAT(copy({"folder/file"}), IsEmpty());
  EXPECT_FALSE(fs::exists(outside / "file"));
  EXPECT_EQ(read_text(workspace / "folder/file"), "new\n");
}

TEST_F(CopyIntoWorkspace, PassesOverSpecialFiles) {
  fs::create_directory(checkout / "run");
  ASSERT_EQ(::mkfifo((checkout / "run/pipe").c_str(), 0600), 0);
  EXPECT_THAT(copy({"run", "run/pipe"}), ElementsAre("run/pipe"));
}

TEST(ReadBeneath, ReadsRegularFilesInsideOnly) {
  TempFolder folder, outside;
  write_text(folder / "docs/spec.md", "spec\n");
  write_text(outside / "secret", "x");
  fs::create_symlink("docs/spec.md", folder / "inside");
  fs::create_symlink(outside / "secret", folder / "absolute");
  fs::create_symlink("../../../../../../etc/passwd", folder / "docs/climbing");
  fs::create_directory_symlink(outside.path(), folder / "door");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);

  EXPECT_EQ(read_beneath(folder, "docs/spec.md", 100), "spec\n");
  EXPECT_EQ(read_beneath(folder, "inside", 100), "spec\n");
  for (const char* path : {"absolute", "docs/climbing", "door/secret", "pipe", "docs", "missing",
                           "/etc/passwd", "../x", ""})
    EXPECT_EQ(read_beneath(folder, path, 100), std::nullopt) << path;
  EXPECT_EQ(read_beneath(folder, "docs/spec.md", 4), std::nullopt) << "more than the limit";
  EXPECT_EQ(read_beneath(folder / "missing", "x", 100), std::nullopt);
}

TEST(StateOfCopies, ChangesWithWhatWouldBeCopied) {
  TempFolder checkout;
  write_text(checkout / ".env", "one\n");
  write_text(checkout / "modules/a/b", "1\n");
  const std::vector<std::string> paths{".env", "modules/", "gone"};
  std::string last = state_of_copies(checkout.path(), paths);
  const auto changes = [&] {
    return std::exchange(last, state_of_copies(checkout.path(), paths)) != last;
  };
  EXPECT_FALSE(changes());
  const auto time = fs::last_write_time(checkout / ".env");
  write_text(checkout / ".env", "two\n");
  fs::last_write_time(checkout / ".env", time);
  EXPECT_TRUE(changes()) << "of a file, its content";
  fs::last_write_time(checkout / ".env", time + std::chrono::hours(1));
  EXPECT_FALSE(changes());
  write_text(checkout / "modules/a/b", "12\n");
  EXPECT_TRUE(changes());
  fs::last_write_time(checkout / "modules/a/b", time + std::chrono::hours(1));
  EXPECT_TRUE(changes());
  write_text(checkout / "modules/a/c", "");
  EXPECT_TRUE(changes());
  fs::remove(checkout / "modules/a/c");
  EXPECT_TRUE(changes());
  write_text(checkout / "gone", "");
  EXPECT_TRUE(changes());
  fs::remove(checkout / ".env");
  fs::create_symlink("gone", checkout / ".env");
  EXPECT_TRUE(changes()) << "a link is not followed";
  write_text(checkout / "besides", "");
  EXPECT_FALSE(changes());
  EXPECT_NE(state_of_copies(checkout.path(), {"gone"}), last);
}

}  // namespace
}  // namespace sage::test
