#include "repo/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "base/error.h"
#include "support/scratch_repository.h"
#include "support/without_sync.h"

namespace sage {
namespace {

using test::ScratchRepository;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Trees : public ::testing::Test {
 protected:
  TreeEntry file(const std::string& text, Mode mode = Mode::file) {
    return {mode, repository.write_blob(text)};
  }
  ObjectId edited(const ObjectId& tree, std::vector<TreeEdit> edits) {
    return edit_tree(repository, tree, std::move(edits));
  }
  /// "M a.txt", "A b", "D c" for each change.
  std::vector<std::string> difference(const ObjectId& before, const ObjectId& after) {
    std::vector<std::string> out;
    for (const auto& change : diff_trees(repository, before, after))
      out.push_back((change.before.mode == Mode::none  ? "A "
                     : change.after.mode == Mode::none ? "D "
                                                       : "M ") +
                    change.path);
    return out;
  }
  /// The tree as git lists it; git itself reads every folder.
  std::string listed(const ObjectId& tree) {
    return scratch.git({"ls-tree", "-r", "--name-only", tree.hex()});
  }

  const ScratchRepository scratch;
  const Repository repository = Repository::discover(scratch.folder());
  const ObjectId empty = repository.tree_of({});
};

TEST_F(Trees, EditsMakeAndRemoveFolders) {
  const ObjectId one = edited(empty, {{"a/b/c", file("x")}, {"z", file("y")}});
  EXPECT_EQ(listed(one), "a/b/c\nz");
  EXPECT_EQ(edited(one, {{"a/b/c", {}}}), edited(empty, {{"z", file("y")}}));
  EXPECT_EQ(edited(one, {{"a/b/c", {}}, {"z", {}}}), empty);
  EXPECT_EQ(scratch.git({"cat-file", "-t", empty.hex()}), "tree");
}

TEST_F(Trees, EditsThatChangeNothingGiveTheSameTree) {
  const ObjectId one = edited(empty, {{"a/b", file("x")}});
  EXPECT_EQ(edited(one, {}), one);
  EXPECT_EQ(edited(one, {{"a/b", file("x")}, {"none", {}}, {"a/b/c", {}}, {"no/ne", {}}}), one);
}

TEST_F(Trees, EditsSwapFilesAndFolders) {
  const ObjectId one = edited(empty, {{"a", file("x")}, {"a-b", file("y")}, {"f/g", file("z")}});
  const ObjectId two = edited(one, {{"a/below", file("x")}, {"f", file("z")}});
  EXPECT_EQ(listed(two), "a-b\na/below\nf");
  EXPECT_THAT(difference(one, two), ElementsAre("D a", "A a/below", "A f", "D f/g"));
  EXPECT_EQ(edited(two, {{"a", file("x")}, {"a/below", {}}, {"f", {}}, {"f/g", file("z")}}), one);
  EXPECT_EQ(listed(edited(one, {{"f", {}}})), "a\na-b") << "a folder goes whole";
}

TEST_F(Trees, EntriesStandInGitsOrder) {
  const ObjectId tree = edited(empty, {{"a/x", file("1")},
                                       {"a-b", file("2")},
                                       {"a.b", file("3")},
                                       {"a0", file("4")},
                                       {"A", file("5")},
                                       {"\xff", file("6")}});
  EXPECT_EQ(scratch.git({"fsck", "--strict", "--no-dangling"}), "");
  EXPECT_EQ(scratch.git({"-c", "core.quotePath=false", "ls-tree", "--name-only", tree.hex()}),
            "A\na-b\na.b\na\na0\n\xff");
}

TEST_F(Trees, DifferencesAreToldByPathAndKind) {
  scratch.git({"mktree"});
  const TreeEntry module{Mode::gitlink, *ObjectId::parse(std::string(40, '1'))};
  const ObjectId one = edited(empty, {{"a", file("x")}, {"m", module}, {"same/deep/f", file("s")}});
  const ObjectId two = edited(one, {{"a", file("x", Mode::executable)},
                                    {"m", file("target", Mode::link)},
                                    {"n/e/w", file("new")}});
  EXPECT_THAT(difference(one, two), ElementsAre("M a", "M m", "A n/e/w"));
  EXPECT_THAT(difference(one, one), IsEmpty());
  EXPECT_THAT(difference(empty, one), ElementsAre("A a", "A m", "A same/deep/f"));
  const auto changes = diff_trees(repository, one, two);
  EXPECT_EQ(changes[1].before, module);
  EXPECT_EQ(changes[1].after.mode, Mode::link);
}

TEST_F(Trees, RandomEditsAgreeWithWritingEverythingAnew) {
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const char* const names[] = {"a", "a-b", "a.c", "b", "ab"};
  std::map<std::string, TreeEntry> files;
  ObjectId tree = empty;
  for (int round = 0; round < 60; ++round) {
    std::vector<TreeEdit> edits;
    for (int i = below(5); i >= 0; --i) {
      std::string path = names[below(5)];
      for (int depth = below(3); depth > 0; --depth) path += std::string("/") + names[below(5)];
      const TreeEntry entry = below(3) == 0 ? TreeEntry() : file(std::to_string(below(4)));
      // The edits of one call do not contradict each other.
      if (std::ranges::any_of(edits, [&](const TreeEdit& other) {
            return (path + "/").starts_with(other.path + "/") ||
                   (other.path + "/").starts_with(path + "/");
          }))
        continue;
      edits.push_back({path, entry});
    }
    const ObjectId before = tree;
    const auto old_files = files;
    for (const auto& [path, entry] : edits) {
      std::erase_if(files, [&](const auto& one) { return one.first.starts_with(path + "/"); });
      files.erase(path);
      if (entry.mode == Mode::none) continue;
      for (auto slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1))
        files.erase(path.substr(0, slash));
      files[path] = entry;
    }
    tree = edited(tree, edits);
    std::vector<TreeEdit> anew;
    for (const auto& [path, entry] : files) anew.push_back({path, entry});
    ASSERT_EQ(tree, edited(empty, anew)) << "round " << round;
    auto replayed = old_files;
    for (const auto& [path, old, now] : diff_trees(repository, before, tree)) {
      EXPECT_EQ(old, replayed.contains(path) ? replayed[path] : TreeEntry()) << path;
      if (now.mode == Mode::none)
        replayed.erase(path);
      else
        replayed[path] = now;
    }
    EXPECT_EQ(replayed, files) << "round " << round;
  }
  EXPECT_EQ(scratch.git({"fsck", "--strict", "--no-dangling"}), "");
}

TEST_F(Trees, UnsafePathsAreNotEntered) {
  EXPECT_THROW(edited(empty, {{"a/.GIT/config", file("x")}}), Error);
  EXPECT_THROW(edited(empty, {{"../x", file("x")}}), Error);
}

TEST_F(Trees, OldModesAreKeptWhereNothingChanges) {
  // 100664 is what git wrote long ago; it counts as 100644.
  const ObjectId blob = repository.write_blob("x");
  std::string raw = "100664 old";
  raw += '\0';
  raw.append(reinterpret_cast<const char*>(blob.bytes.data()), blob.bytes.size());
  scratch.write("raw", raw);
  const auto old =
      *ObjectId::parse(scratch.git({"hash-object", "-t", "tree", "-w", "--literally", "raw"}));
  EXPECT_EQ(repository.entry_at(old, "old").mode, Mode::file);
  const ObjectId next = edited(old, {{"new", file("y")}});
  EXPECT_THAT(difference(old, next), ElementsAre("A new"));
  EXPECT_EQ(edited(next, {{"new", {}}}), old);
}

TEST_F(Trees, DamagedTreesAreAnErrorThatNamesThem) {
  for (const std::string& raw : {std::string("100644 cut"), std::string("nonsense"),
                                 std::string("100644 \0aaaaaaaaaaaaaaaaaaaa", 28)}) {
    scratch.write("raw", raw);
    const auto id =
        *ObjectId::parse(scratch.git({"hash-object", "-t", "tree", "-w", "--literally", "raw"}));
    try {
      diff_trees(repository, empty, id);
      ADD_FAILURE() << "read " << raw;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::repository_state);
      EXPECT_NE(error.message().find(id.hex()), std::string::npos);
    }
  }
}

TEST_F(Trees, VeryDeepFoldersAreWalkedAndTooDeepOnesRefused) {
  const test::WithoutSync unsynced;
  const auto deep = [&](int levels) {
    std::string path;
    for (int i = 0; i < levels; ++i) path += "d/";
    return path + "f";
  };
  const ObjectId one = edited(empty, {{deep(3000), file("x")}});
  const ObjectId two = edited(one, {{deep(3000), file("y")}});
  EXPECT_EQ(diff_trees(repository, one, two).size(), 1U);
  EXPECT_THROW(edited(empty, {{deep(5000), file("x")}}), Error);
}

}  // namespace
}  // namespace sage
