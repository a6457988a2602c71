#include "repo/commit_diff.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/scratch_repository.h"

namespace sage {
namespace {

using test::ScratchRepository;

/// What the newest commit changed.
std::vector<FileDiff> diff_of_head(const ScratchRepository& scratch, std::size_t bytes = 1 << 20) {
  const Repository repository = Repository::discover(scratch.folder());
  return diff_of_commit(repository, *repository.commit_of("HEAD"), {"left-out"}, bytes);
}

std::vector<std::string> drawn(const std::vector<FileDiff>& diffs) {
  std::vector<std::string> lines;
  for (const auto& diff : diffs)
    lines.push_back(format("{} +{} -{}{}", diff.change.path, diff.insertions, diff.deletions,
                           diff.binary ? " binary" : ""));
  return lines;
}

using Lines = std::vector<std::string>;

TEST(CommitDiff, TellsWhatEachFileGainedAndLost) {
  ScratchRepository scratch;
  scratch.write("a", "one\ntwo\nthree\n");
  scratch.write("gone", "x\n");
  scratch.commit_all("Before");
  scratch.write("a", "one\n2\nthree\nfour\n");
  scratch.write("d/new", "1\n2\n");
  scratch.write("empty", "");
  scratch.write("left-out", "not asked for\n");
  scratch.git({"rm", "-q", "gone"});
  scratch.commit_all("After");
  const auto diffs = diff_of_head(scratch);
  EXPECT_EQ(drawn(diffs), (Lines{"a +2 -1", "d/new +2 -0", "empty +0 -0", "gone +0 -1"}));
  EXPECT_EQ(diffs[0].patch, scratch.git({"diff", "HEAD~", "HEAD", "--abbrev=7", "a"}) + "\n");
  EXPECT_EQ(diffs[1].change.before.mode, Mode::none);
  EXPECT_EQ(diffs[3].change.after.mode, Mode::none);
}

TEST(CommitDiff, OfARootCommitIsAllItsFiles) {
  ScratchRepository scratch;
  scratch.write("a", "1\n");
  scratch.commit_all("First");
  EXPECT_EQ(drawn(diff_of_head(scratch)), Lines{"a +1 -0"});
}

TEST(CommitDiff, DoesNotCompareWhatIsBinaryOrLargerThanAPersonReads) {
  ScratchRepository scratch;
  scratch.write("binary", std::string("\0\1\2", 3));
  scratch.write("large", std::string(2 << 20, 'x'));
  scratch.commit_all("Files");
  EXPECT_EQ(drawn(diff_of_head(scratch)), (Lines{"binary +0 -0 binary", "large +0 -0 binary"}));
}

TEST(CommitDiff, ShowsNoPatchesPastTheLimitButStillCounts) {
  ScratchRepository scratch;
  for (const char* name : {"a", "b", "c"}) scratch.write(name, std::string(400, 'x') + "\n");
  scratch.commit_all("Files");
  const auto diffs = diff_of_head(scratch, 500);
  EXPECT_FALSE(diffs[0].patch.empty());
  EXPECT_TRUE(diffs[2].patch.empty());
  EXPECT_EQ(diffs[2].insertions, 1u);
}

TEST(CommitDiff, ALinkIsWhereItLeads) {
  ScratchRepository scratch;
  fs::create_symlink("/etc/passwd", scratch.folder() / "link");
  scratch.commit_all("A link");
  EXPECT_NE(diff_of_head(scratch)[0].patch.find("+/etc/passwd"), std::string::npos);
}

}  // namespace
}  // namespace sage
