#include "repo/merge_trees.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "repo/tree.h"
#include "support/scratch_repository.h"
#include "support/without_sync.h"

namespace sage {
namespace {

using test::ScratchRepository;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

/// `ten` with one line replaced.
std::string with_line(const std::string& line, const std::string& text) {
  std::string out = ten;
  return out.replace(out.find(line + "\n"), line.size(), text);
}

class MergeTrees : public ::testing::Test {
 protected:
  TreeEdit put(const std::string& path, const std::string& text, Mode mode = Mode::file) {
    return {path, {mode, repository.write_blob(text)}};
  }
  static TreeEdit gone(const std::string& path) { return {path, {}}; }

  ObjectId edited(const ObjectId& tree, std::vector<TreeEdit> edits) {
    return edit_tree(repository, tree, std::move(edits));
  }
  auto merge(std::vector<TreeEdit> ours, std::vector<TreeEdit> theirs) {
    return merge_trees(repository, base, edited(base, std::move(ours)),
                       edited(base, std::move(theirs)));
  }
  /// The paths in conflict; a clean merge is a failure.
  std::vector<std::string> conflicts(std::vector<TreeEdit> ours, std::vector<TreeEdit> theirs) {
    const auto result = merge(std::move(ours), std::move(theirs));
    EXPECT_TRUE(std::holds_alternative<MergeConflict>(result)) << "merged cleanly";
    const auto* conflict = std::get_if<MergeConflict>(&result);
    return conflict ? conflict->paths : std::vector<std::string>{};
  }
  /// The merged tree; a conflict is a failure.
  Merged merged(std::vector<TreeEdit> ours, std::vector<TreeEdit> theirs) {
    const auto result = merge(std::move(ours), std::move(theirs));
    EXPECT_TRUE(std::holds_alternative<Merged>(result)) << "conflict";
    const auto* clean = std::get_if<Merged>(&result);
    return clean ? *clean : Merged{};
  }
  std::string content(const ObjectId& tree, const std::string& path) {
    const TreeEntry entry = repository.entry_at(tree, path);
    return entry.mode == Mode::none ? "(none)" : repository.blob(entry.id);
  }

  const ScratchRepository scratch;
  const Repository repository = Repository::discover(scratch.folder());
  ObjectId base = edited(repository.tree_of({}), {put("a.txt", ten), put("dir/b.txt", ten),
                                                  put("dir/deep/c.txt", ten), put("z", "z\n")});
};

TEST_F(MergeTrees, TakesWhatOnlyOneSideChanged) {
  const auto result = merged({put("a.txt", "ours\n"), gone("dir/deep/c.txt")},
                             {put("dir/b.txt", "theirs\n"), put("new/file", "n\n")});
  EXPECT_EQ(result.tree, edited(base, {put("a.txt", "ours\n"), gone("dir/deep/c.txt"),
                                       put("dir/b.txt", "theirs\n"), put("new/file", "n\n")}));
  EXPECT_THAT(result.content_merged, IsEmpty());
}

TEST_F(MergeTrees, OneSideAloneIsTheResult) {
  const ObjectId changed = edited(base, {put("a.txt", "x\n")});
  EXPECT_EQ(std::get<Merged>(merge_trees(repository, base, changed, base)).tree, changed);
  EXPECT_EQ(std::get<Merged>(merge_trees(repository, base, base, changed)).tree, changed);
  EXPECT_EQ(std::get<Merged>(merge_trees(repository, base, changed, changed)).tree, changed);
}

TEST_F(MergeTrees, MergesAFileOfBothByLinesAndSaysSo) {
  const auto result = merged({put("dir/b.txt", with_line("1", "ours"))},
                             {put("dir/b.txt", with_line("9", "theirs"), Mode::executable)});
  EXPECT_EQ(content(result.tree, "dir/b.txt"), "ours\n2\n3\n4\n5\n6\n7\n8\ntheirs\n10\n");
  EXPECT_EQ(repository.entry_at(result.tree, "dir/b.txt").mode, Mode::executable);
  EXPECT_THAT(result.content_merged, ElementsAre("dir/b.txt"));
}

TEST_F(MergeTrees, NamesEveryPathInConflict) {
  EXPECT_THAT(conflicts({put("a.txt", with_line("5", "ours")), put("dir/b.txt", "ours\n"),
                         put("z", "free\n")},
                        {put("a.txt", with_line("5", "theirs")), put("dir/b.txt", "theirs\n")}),
              ElementsAre("a.txt", "dir/b.txt"));
}

TEST_F(MergeTrees, ConflictsWhereOneSideDeletesWhatTheOtherChanges) {
  EXPECT_THAT(conflicts({gone("a.txt")}, {put("a.txt", "theirs\n")}), ElementsAre("a.txt"));
  EXPECT_THAT(conflicts({put("dir/b.txt", "ours\n")}, {gone("dir")}), ElementsAre("dir/b.txt"));
}

TEST_F(MergeTrees, AddsTheSameFileOnceAndConflictsOnDifferentOnes) {
  EXPECT_EQ(merged({put("n", "same\n"), put("a.txt", "a\n")}, {put("n", "same\n")}).tree,
            edited(base, {put("n", "same\n"), put("a.txt", "a\n")}));
  EXPECT_THAT(conflicts({put("n", "ours\n")}, {put("n", "theirs\n")}), ElementsAre("n"));
  EXPECT_EQ(content(merged({put("n", "")}, {put("n", "text\n")}).tree, "n"), "text\n")
      << "an empty file gives way, as in git";
}

TEST_F(MergeTrees, ConflictsOnLinksSubmodulesAndKinds) {
  EXPECT_THAT(conflicts({put("z", "one", Mode::link)}, {put("z", "two", Mode::link)}),
              ElementsAre("z"));
  EXPECT_THAT(conflicts({put("z", "one", Mode::link)}, {put("z", "two\n")}), ElementsAre("z"));
  const auto module = [](char digit) {
    return TreeEntry{Mode::gitlink, *ObjectId::parse(std::string(40, digit))};
  };
  EXPECT_THAT(conflicts({{"z", module('1')}}, {{"z", module('2')}}), ElementsAre("z"));
}

TEST_F(MergeTrees, ConflictsWhereAFileAndAFolderWantOneName) {
  EXPECT_THAT(conflicts({put("n", "file\n"), put("n-x", "x")}, {put("n/below", "folder\n")}),
              ElementsAre("n"));
}

TEST_F(MergeTrees, FollowsARenameOfAFileTheOtherSideChanged) {
  const auto result = merged({gone("a.txt"), put("moved/a.txt", with_line("1", "ours"))},
                             {put("a.txt", with_line("9", "theirs"))});
  EXPECT_EQ(result.tree, edited(base, {gone("a.txt"), put("moved/a.txt",
                                                          "ours\n2\n3\n4\n5\n6\n7\n8"
                                                          "\ntheirs\n10\n")}));
  EXPECT_THAT(result.content_merged, ElementsAre("moved/a.txt"));
  EXPECT_THAT(result.moved, ElementsAre("a.txt", "moved/a.txt"));
}

TEST_F(MergeTrees, NeverTakesOneEmptyFileForAnother) {
  base = edited(base, {put("a/__init__.py", "")});
  EXPECT_THAT(conflicts({gone("a/__init__.py"), put("b/__init__.py", "")},
                        {put("a/__init__.py", "import x\n")}),
              ElementsAre("a/__init__.py"));
}

TEST_F(MergeTrees, ConflictsOnRenamesThatDisagree) {
  EXPECT_THAT(conflicts({gone("a.txt"), put("one", ten)}, {gone("a.txt"), put("two", ten)}),
              ElementsAre("a.txt", "one", "two"));
  EXPECT_THAT(conflicts({gone("a.txt"), put("one", ten)}, {gone("a.txt")}),
              ElementsAre("a.txt", "one"));
}

TEST_F(MergeTrees, HonoursTheMergeAttribute) {
  scratch.write(".gitattributes",
                "log merge=union\nbin merge=binary\nno -merge\nown merge=a-driver\n");
  base = edited(base, {put("log", ten), put("bin", ten), put("no", ten), put("own", ten)});
  const auto both = [&](const std::string& path, const std::string& line) {
    return merge({put(path, with_line("1", "ours"))}, {put(path, with_line(line, "theirs"))});
  };
  const auto in_union = both("log", "1");
  ASSERT_TRUE(std::holds_alternative<Merged>(in_union));
  EXPECT_EQ(content(std::get<Merged>(in_union).tree, "log").substr(0, 14), "ours\ntheirs\n2\n");
  EXPECT_TRUE(std::holds_alternative<MergeConflict>(both("bin", "9")));
  EXPECT_TRUE(std::holds_alternative<MergeConflict>(both("no", "9")));
  EXPECT_TRUE(std::holds_alternative<Merged>(both("own", "9")));
}

TEST_F(MergeTrees, NeverMergesBinaryFilesByLines) {
  const std::string nul(1, '\0');
  scratch.write(".gitattributes", "u merge=union\n");
  base = edited(base, {put("x", nul + ten), put("u", nul + ten)});
  EXPECT_THAT(conflicts({put("x", nul + with_line("1", "ours"))},
                        {put("x", nul + with_line("9", "theirs"))}),
              ElementsAre("x"));
  EXPECT_THAT(conflicts({put("u", nul + with_line("1", "ours"))},
                        {put("u", nul + with_line("1", "theirs"))}),
              ElementsAre("u"));
}

TEST_F(MergeTrees, MergesVeryDeepFolders) {
  const test::WithoutSync unsynced;
  std::string deep;
  for (int i = 0; i < 3000; ++i) deep += "d/";
  base = edited(base, {put(deep + "f", ten), put(deep + "g", ten)});
  EXPECT_EQ(merged({put(deep + "f", "f\n")}, {put(deep + "g", "g\n")}).tree,
            edited(base, {put(deep + "f", "f\n"), put(deep + "g", "g\n")}));
}

TEST_F(MergeTrees, MayEndWithNothing) {
  EXPECT_EQ(merged({gone("a.txt"), gone("dir")}, {gone("z")}).tree, repository.tree_of({}));
}

TEST_F(MergeTrees, WorksInABareRepositoryWithTheAttributesOfItsHead) {
  scratch.write(".gitattributes", "log merge=union\n");
  scratch.commit_all();
  const fs::path bare = scratch.outside() / "bare";
  ASSERT_EQ(test::run_git(scratch.outside(),
                          {"clone", "--quiet", "--bare", scratch.folder().string(), bare.string()})
                .status,
            0);
  const auto opened = Repository::discover(bare);
  const auto tree = [&](const std::string& text) {
    return edit_tree(opened, opened.tree_of({}), {{"log", {Mode::file, opened.write_blob(text)}}});
  };
  const auto result = merge_trees(opened, tree("x\n"), tree("x\na\n"), tree("x\nb\n"));
  EXPECT_TRUE(std::holds_alternative<Merged>(result));
}

}  // namespace
}  // namespace sage
