#include "repo/explain_merge.h"

#include <gmock/gmock.h>

#include "repo/tree.h"
#include "support/scratch_repository.h"
#include "support/without_sync.h"

namespace sage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A result that changed one file, removed one and added one, on a tip that changed others.
class ExplainMerge : public testing::Test {
 protected:
  TreeEdit put(const std::string& path, const std::string& text) {
    return {path, {Mode::file, repository.write_blob(text)}};
  }
  ObjectId edited(const ObjectId& tree, std::vector<TreeEdit> edits) {
    return edit_tree(repository, tree, std::move(edits));
  }
  std::vector<std::string> unexplained(const Merged& merged) {
    return unexplained_changes(repository, base, tip, result, merged);
  }
  /// The right merge with something done to it.
  std::vector<std::string> unexplained_with(std::vector<TreeEdit> edits) {
    return unexplained({edited(right.tree, std::move(edits)), {}, {}});
  }

  const test::WithoutSync unsynced;
  const test::ScratchRepository scratch;
  const Repository repository = Repository::discover(scratch.folder());
  const ObjectId base = edited(
      repository.tree_of({}),
      {put("changed", "1\n"), put("removed", "2\n"), put("dir/kept", "3\n"), put("of_tip", "4\n")});
  const ObjectId tip = edited(base, {put("of_tip", "tip\n"), put("dir/of_tip", "tip\n")});
  const ObjectId result =
      edited(base, {put("changed", "result\n"), {"removed", {}}, put("dir/added", "result\n")});
  const Merged right = std::get<Merged>(merge_trees(repository, base, tip, result));
};

TEST_F(ExplainMerge, FindsNothingInARightMerge) { EXPECT_THAT(unexplained(right), IsEmpty()); }

TEST_F(ExplainMerge, FindsWhatTheResultNeverDid) {
  EXPECT_THAT(unexplained_with({put("new", "x")}), ElementsAre("new"));
  EXPECT_THAT(unexplained_with({put("dir/kept", "x")}), ElementsAre("dir/kept"));
  EXPECT_THAT(unexplained_with({{"dir/kept", {}}}), ElementsAre("dir/kept"));
}

TEST_F(ExplainMerge, FindsWhatTheTipHadAndTheMergeLost) {
  EXPECT_THAT(unexplained_with({put("of_tip", "4\n"), {"dir/of_tip", {}}}),
              ElementsAre("dir/of_tip", "of_tip"));
}

TEST_F(ExplainMerge, FindsWhatTheResultDidAndTheMergeLost) {
  EXPECT_THAT(unexplained_with({put("changed", "1\n")}), ElementsAre("changed"));
  EXPECT_THAT(unexplained_with({put("removed", "2\n"), {"dir/added", {}}}),
              ElementsAre("dir/added", "removed"));
  EXPECT_THAT(unexplained({tip, {}, {}}), ElementsAre("changed", "dir/added", "removed"));
}

TEST_F(ExplainMerge, FindsAnotherContentOrMode) {
  EXPECT_THAT(unexplained_with({put("changed", "both\n")}), ElementsAre("changed"));
  EXPECT_THAT(unexplained_with({{"changed", {Mode::executable, put("", "result\n").entry.id}}}),
              ElementsAre("changed"));
}

TEST_F(ExplainMerge, TakesWhatIsListed) {
  const ObjectId tree = edited(right.tree, {put("changed", "both\n"), {"of_tip", {}}});
  EXPECT_THAT(unexplained({tree, {"changed"}, {}}), ElementsAre("of_tip"));
  EXPECT_THAT(unexplained({tree, {"changed"}, {"of_tip"}}), IsEmpty());
}

TEST_F(ExplainMerge, TakesAFileThatBecameAFolderForBoth) {
  const ObjectId folder = edited(base, {put("changed/below", "x")});
  const auto merge = merge_trees(repository, base, tip, folder);
  EXPECT_THAT(unexplained_changes(repository, base, tip, folder, std::get<Merged>(merge)),
              IsEmpty());
}

}  // namespace
}  // namespace sage
