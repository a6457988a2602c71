#include "repo/text_diff.h"

#include <gtest/gtest.h>

#include "support/scratch_repository.h"

namespace sage {
namespace {

TEST(TextDiff, IsWhatGitApplies) {
  const test::ScratchRepository scratch;
  std::string before, after;
  for (int i = 0; i < 50; ++i) {
    before += "line " + std::to_string(i) + "\n";
    if (i != 7) after += i == 40 ? "another\n" : "line " + std::to_string(i) + "\r\n";
  }
  after += "no newline at the end";
  scratch.write("a/b.json", before);
  scratch.write("the.diff", text_diff("a/b.json", before, after));
  scratch.git({"apply", "--whitespace=nowarn", "the.diff"});
  EXPECT_EQ(scratch.read("a/b.json"), after);
}

TEST(TextDiff, OfTheSameIsEmpty) {
  EXPECT_EQ(text_diff("a", "same\n", "same\n"), "");
  EXPECT_EQ(text_diff("a", "", ""), "");
}

}  // namespace
}  // namespace sage
