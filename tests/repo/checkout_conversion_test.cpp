// Files that are not in the checkout as they are in the tree: line endings, filters, modes.

#include <gmock/gmock.h>

#include "support/checkout_fixture.h"

namespace sage::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CheckoutConversion : public CheckoutFixture {};

TEST_F(CheckoutConversion, ConvertsLineEndingsAsTheAttributesSay) {
  scratch.write(".gitattributes", "*.txt text eol=crlf\n*.bin -text\n");
  scratch.write("dos.txt", "a\r\nb\r\n");
  scratch.commit_all();
  EXPECT_EQ(scratch.git({"cat-file", "-p", "HEAD:dos.txt"}), "a\nb");
  EXPECT_THAT(land({put("dos.txt", "a\nb\nc\n"), put("n.txt", "x\n"), put("raw.bin", "x\n")}),
              IsEmpty());
  expect_clean();
  EXPECT_EQ(scratch.read("dos.txt"), "a\r\nb\r\nc\r\n");
  EXPECT_EQ(scratch.read("n.txt"), "x\r\n");
  EXPECT_EQ(scratch.read("raw.bin"), "x\n");
}

TEST_F(CheckoutConversion, AppliesAttributesThatLandTogetherWithTheFiles) {
  EXPECT_THAT(land({put("z/.gitattributes", "* text eol=crlf\n"), put("z/a", "x\n")}), IsEmpty());
  expect_clean();
  EXPECT_EQ(scratch.read("z/a"), "x\r\n");
}

TEST_F(CheckoutConversion, ConvertsLineEndingsForAutocrlf) {
  scratch.git({"config", "core.autocrlf", "true"});
  EXPECT_THAT(land({put("n", "x\ny\n")}), IsEmpty());
  expect_clean();
  EXPECT_EQ(scratch.read("n"), "x\r\ny\r\n");
  EXPECT_THAT(land({put("n", "x\ny\nz\n")}), IsEmpty());
  expect_clean();
}

TEST_F(CheckoutConversion, LeavesFilesThatNeedAProgramToTheUser) {
  scratch.write(".gitattributes", "*.big filter=lfs\n*.u16 working-tree-encoding=UTF-16\n");
  scratch.commit_all();
  EXPECT_THAT(land({put("x.big", "pointer"), put("x.u16", "text"), put("a.txt", "ONE\n")}),
              ElementsAre("x.big", "x.u16"));
  EXPECT_FALSE(fs::exists(scratch.folder() / "x.big"));
}

TEST_F(CheckoutConversion, RemovesAFileThatNeedsAProgramIfGitKnowsItAsItIs) {
  scratch.write(".gitattributes", "*.big filter=lfs\n");
  for (const char* name : {"x.big", "y.big", "z.big"}) scratch.write(name, "pointer");
  scratch.commit_all();
  const auto file = scratch.folder() / "z.big", index = scratch.folder() / ".git/index";
  while (stamp_of(index).modified_ns <= stamp_of(file).changed_ns)  // else times cannot tell
    scratch.git({"update-index", "--force-write-index"});
  scratch.write("y.big", "edited!");
  fs::remove(scratch.folder() / "z.big");
  EXPECT_THAT(land({gone("x.big"), gone("y.big"), gone("z.big")}), ElementsAre("y.big"));
  EXPECT_FALSE(fs::exists(scratch.folder() / "x.big"));
  EXPECT_EQ(scratch.read("y.big"), "edited!");
}

TEST_F(CheckoutConversion, IgnoresTheExecutableBitWhereItMeansNothing) {
  scratch.git({"config", "core.fileMode", "false"});
  ::chmod((scratch.folder() / "run.sh").c_str(), 0644);
  EXPECT_THAT(land({put("run.sh", "new\n", Mode::executable)}), IsEmpty());
  expect_clean();
}

}  // namespace
}  // namespace sage::test
