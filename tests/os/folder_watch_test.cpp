#include "os/folder_watch.h"

#include <gtest/gtest.h>

#include <thread>

#include "support/error_of.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

constexpr Milliseconds long_time{60'000};

TEST(FolderWatch, WakesWhenANameComesGoesOrIsReplaced) {
  const test::TempFolder folder;
  FolderWatch watch(folder.path());
  const auto begun = SteadyClock::now();
  test::write_text(folder / "a", "a");
  watch.wait(long_time);
  replace_file(folder / "a", "b");
  watch.wait(long_time);
  std::jthread later([&] { fs::remove(folder / "a"); });
  watch.wait(long_time);
  EXPECT_LT(SteadyClock::now() - begun, long_time);
}

TEST(FolderWatch, WakesWhenTheTimeIsOver) {
  const test::TempFolder folder;
  FolderWatch watch(folder.path());
  watch.wait(Milliseconds{1});
}

TEST(FolderWatch, NamesAFolderThatIsNotThere) {
  EXPECT_NE(test::error_of([] { FolderWatch("/nowhere/at/all"); }).message().find("/nowhere"),
            std::string::npos);
}

}  // namespace
}  // namespace sage
