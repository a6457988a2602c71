#include "os/overlay.h"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/error.h"
#include "support/temp_folder.h"

namespace sage::test {
namespace {

class OverlayTest : public testing::Test {
 public:
  TempFolder folder;
  fs::path at() const { return folder / "at"; }
  void SetUp() override {
    if (const std::string reason = why_no_overlay(folder); !reason.empty())
      GTEST_SKIP() << "no overlays can be mounted here: " << reason;
    enter_mount_namespace();
    for (const char* name : {"lower", "upper", "work", "at"}) fs::create_directory(folder / name);
    write_text(folder / "lower/sub/a", "1\n");
  }
  Overlay::Folders folders() const {
    return {folder / "lower", folder / "upper", folder / "work", at()};
  }
};

std::string mounts_of(const std::string& process) {
  return read_file("/proc/" + process + "/mountinfo").value_or("");
}

TEST_F(OverlayTest, KeepsApartWhatIsChanged) {
  {
    const Overlay overlay(folders());
    EXPECT_TRUE(overlay.is_whole());
    EXPECT_EQ(read_text(at() / "sub/a"), "1\n");
    write_text(at() / "sub/a", "2\n");
    write_text(at() / "b", "new\n");
  }
  EXPECT_TRUE(fs::is_empty(at())) << "it goes with its owner";
  EXPECT_EQ(read_text(folder / "lower/sub/a"), "1\n");
  EXPECT_EQ(read_text(folder / "upper/sub/a"), "2\n");
  EXPECT_FALSE(fs::exists(folder / "lower/b"));
}

TEST_F(OverlayTest, IsSeenByItsProcessOnly) {
  const Overlay overlay(folders());
  EXPECT_NE(mounts_of("self").find(at().native()), std::string::npos);
  EXPECT_EQ(mounts_of(std::to_string(::getppid())).find(at().native()), std::string::npos);
}

TEST_F(OverlayTest, IsNotWholeOnceSomethingIsMountedOnIt) {
  const Overlay overlay(folders());
  cover(at() / "sub");
  EXPECT_FALSE(overlay.is_whole());
  uncover(at() / "sub");
  EXPECT_TRUE(overlay.is_whole());
  ASSERT_EQ(::mount("none", at().c_str(), "tmpfs", 0, nullptr), 0);
  EXPECT_FALSE(overlay.is_whole());
  ASSERT_EQ(::umount(at().c_str()), 0);
  EXPECT_TRUE(overlay.is_whole());
  unmount_all(at());
  EXPECT_FALSE(overlay.is_whole());
}

TEST_F(OverlayTest, TakesAlongWhatWasMountedOnIt) {
  {
    const Overlay overlay(folders());
    ASSERT_EQ(::mount("none", at().c_str(), "tmpfs", 0, nullptr), 0);
  }
  EXPECT_TRUE(fs::is_empty(at()));
  EXPECT_EQ(mounts_of("self").find(at().native()), std::string::npos);
}

TEST_F(OverlayTest, SaysWhyThereCanBeNone) {
  fs::remove_all(folder / "work");
  EXPECT_THROW(Overlay{folders()}, Error);
  EXPECT_TRUE(fs::is_empty(at()));
  EXPECT_THROW(why_no_overlay(folder / "missing"), Error);
}

TEST_F(OverlayTest, TryingLeavesNothing) {
  const fs::path place = folder / "place";
  fs::create_directory(place);
  EXPECT_EQ(why_no_overlay(place), "");
  EXPECT_TRUE(fs::is_empty(place));
}

TEST_F(OverlayTest, ACoverHidesWhatCanStillBeReached) {
  const UniqueFd before = open_covered(folder / "lower");
  cover(folder / "lower");
  cover(folder / "lower");
  EXPECT_TRUE(fs::is_empty(folder / "lower"));
  std::error_code denied;
  EXPECT_FALSE(fs::create_directory(folder / "lower/x", denied));
  EXPECT_TRUE(denied);
  EXPECT_EQ(read_text(path_of(before) / "sub/a"), "1\n");
  uncover(folder / "lower");
  EXPECT_EQ(read_text(folder / "lower/sub/a"), "1\n");
  cover(folder / "lower");
  EXPECT_EQ(read_text(path_of(open_covered(folder / "lower")) / "sub/a"), "1\n");
}

}  // namespace
}  // namespace sage::test
