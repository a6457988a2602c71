#include "repo/checkout_sync.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "repo/checkout_files.h"
#include "support/checkout_fixture.h"

namespace sage::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CheckoutSync : public CheckoutFixture {};

TEST_F(CheckoutSync, BringsFilesOfAllKindsAlong) {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  EXPECT_THAT(land({put("a.txt", "ONE\n"), put("new/er/file", "x"), gone("dir/deep/c.txt"),
                    put("run.sh", "#!/bin/sh\n"), put("tool", "#!/bin/sh\n", Mode::executable),
                    put("link", "dir", Mode::link), put("other", "a.txt", Mode::link)}),
              IsEmpty());
  expect_clean();
  EXPECT_EQ(scratch.read("a.txt"), "ONE\n");
  EXPECT_FALSE(fs::exists(scratch.folder() / "dir" / "deep")) << "it became empty";
  EXPECT_EQ(mode_of("run.sh") & 0777, 0666 & ~mask);
  EXPECT_EQ(mode_of("tool") & 0777, 0777 & ~mask);
  EXPECT_EQ(fs::read_symlink(scratch.folder() / "link"), "dir");
  EXPECT_EQ(fs::read_symlink(scratch.folder() / "other"), "a.txt");
}

TEST_F(CheckoutSync, RenamesFoldersAndSwapsFilesWithFolders) {
  EXPECT_THAT(land({gone("dir/b.txt"), gone("dir/deep/c.txt"), put("moved/b.txt", "two\n"),
                    put("moved/deep/c.txt", "three\n"), gone("a.txt"), put("a.txt/inside", "x")}),
              IsEmpty());
  expect_clean();
  EXPECT_THAT(land({gone("a.txt/inside"), put("a.txt", "file again\n"), gone("moved/b.txt"),
                    gone("moved/deep/c.txt"), put("moved", "a.txt", Mode::link)}),
              IsEmpty());
  expect_clean();
  EXPECT_EQ(scratch.read("a.txt"), "file again\n");
}

TEST_F(CheckoutSync, ReplacesALinkByAFolderWithoutFollowingIt) {
  scratch.link("to-dir", "dir");
  scratch.commit_all();
  EXPECT_THAT(land({gone("to-dir"), put("to-dir/b.txt", "mine\n")}), IsEmpty());
  expect_clean();
  EXPECT_EQ(scratch.read("dir/b.txt"), "two\n");
}

TEST_F(CheckoutSync, TakesAnyName) {
  EXPECT_THAT(land({put("äöü/漢字", "x"), put("new\nline", "y"), put("\xff\xfe", "z"),
                    put("a \"quoted\" 'name'", "q"), put("-n", "dash"), put("back\\slash", "b")}),
              IsEmpty());
  expect_clean();
  EXPECT_EQ(scratch.read("new\nline"), "y");
}

TEST_F(CheckoutSync, LeavesEditedFilesAloneByteForByte) {
  scratch.write("a.txt", "mine\n");
  fs::remove(scratch.folder() / "dir/b.txt");
  ::chmod((scratch.folder() / "run.sh").c_str(), 0644);
  const std::vector<TreeEdit> edits{put("a.txt", "theirs\n"), put("dir/b.txt", "theirs\n"),
                                    put("run.sh", "theirs\n", Mode::executable),
                                    put("dir/deep/c.txt", "free\n")};
  EXPECT_THAT(edited(edits), ElementsAre("a.txt", "dir/b.txt", "run.sh"));
  EXPECT_THAT(land(edits), ElementsAre("a.txt", "dir/b.txt", "run.sh"));
  EXPECT_EQ(scratch.read("a.txt"), "mine\n");
  EXPECT_FALSE(fs::exists(scratch.folder() / "dir/b.txt"));
  EXPECT_EQ(scratch.read("run.sh"), "#!/bin/sh\n");
  EXPECT_EQ(scratch.read("dir/deep/c.txt"), "free\n");
}

TEST_F(CheckoutSync, LeavesUnrelatedEditsAndStagingAlone) {
  scratch.write("a.txt", "edited\n");
  scratch.write("staged.txt", "staged\n");
  scratch.git({"add", "staged.txt"});
  scratch.write("intended.txt", "later\n");
  scratch.git({"add", "-N", "intended.txt"});
  scratch.write("untracked.txt", "mine\n");
  const std::string before = scratch.status();
  EXPECT_THAT(land({put("dir/b.txt", "landed\n"), put("dir/new", "x")}), IsEmpty());
  EXPECT_EQ(scratch.status(), before);
}

TEST_F(CheckoutSync, CountsAStagedChangeAsEdited) {
  scratch.write("a.txt", "staged\n");
  scratch.git({"add", "a.txt"});
  scratch.write("a.txt", "one\n");
  scratch.write("soon", "x");
  scratch.git({"add", "-N", "soon"});
  scratch.git({"rm", "--quiet", "--cached", "run.sh"});
  EXPECT_THAT(edited({put("a.txt", "landed\n"), put("soon", "x"), put("run.sh", "new")}),
              ElementsAre("a.txt", "run.sh", "soon"));
}

TEST_F(CheckoutSync, CountsAFileThatWasPutBackBesideANewerIndexAsEdited) {
  const auto moved = changes({put("a.txt", "ONE\n"), put("new", "n\n")});
  land({put("a.txt", "ONE\n"), put("new", "n\n")});
  scratch.write("a.txt", "one\n");
  fs::remove(scratch.folder() / "new");
  EXPECT_THAT(CheckoutLock::try_take(repository(), memory)->sync(moved),
              ElementsAre("a.txt", "new"));
  EXPECT_EQ(scratch.read("a.txt"), "one\n");
  EXPECT_FALSE(fs::exists(scratch.folder() / "new"));
}

TEST_F(CheckoutSync, CountsAFileThatIsKeptBesideTheIndexAsEdited) {
  scratch.git({"rm", "--quiet", "--cached", "a.txt"});
  EXPECT_THAT(edited({gone("a.txt")}), ElementsAre("a.txt"));
  EXPECT_THAT(land({gone("a.txt")}), ElementsAre("a.txt"));
  EXPECT_EQ(scratch.read("a.txt"), "one\n");
}

TEST_F(CheckoutSync, CountsAStagedFileInTheWayAsEditedEvenIfItIsNotOnTheDisk) {
  scratch.write("file", "mine\n");
  scratch.write("folder/mine", "mine\n");
  scratch.git({"add", "file", "folder/mine"});
  fs::remove(scratch.folder() / "file");
  fs::remove_all(scratch.folder() / "folder");
  const std::string staged = scratch.git({"ls-files", "--stage", "file", "folder"});
  const std::vector<TreeEdit> edits{put("file/below", "theirs\n"), put("folder", "theirs\n")};
  EXPECT_THAT(edited(edits), ElementsAre("file/below", "folder"));
  EXPECT_THAT(land(edits), ElementsAre("file/below", "folder"));
  EXPECT_EQ(scratch.git({"ls-files", "--stage", "file", "folder"}), staged);
}

TEST_F(CheckoutSync, CountsAPathInConflictAsEdited) {
  const std::string id = scratch.git({"rev-parse", "HEAD:a.txt"});
  scratch.write("stages", "0 0000000000000000000000000000000000000000\ta.txt\n100644 " + id +
                              " 1\ta.txt\n100644 " + id + " 2\ta.txt\n");
  ASSERT_EQ(std::system(("cd '" + scratch.folder().string() +
                         "' && git update-index --index-info < stages && rm stages")
                            .c_str()),
            0);
  EXPECT_THAT(land({put("a.txt", "landed\n"), put("b.txt", "b")}), ElementsAre("a.txt"));
  EXPECT_NE(scratch.git({"ls-files", "--unmerged"}), "");
}

TEST_F(CheckoutSync, CountsAnUntrackedFileInTheWayAsEditedEvenIfIgnored) {
  scratch.write(".git/info/exclude", "*.log\n");
  scratch.write("x.log", "mine\n");
  scratch.write("same", "equal\n");
  scratch.write("folder/mine", "m");
  scratch.write("file", "m");
  const std::vector<TreeEdit> edits{put("x.log", "theirs\n"), put("same", "equal\n"),
                                    put("folder", "theirs\n"), put("file/below", "theirs\n")};
  EXPECT_THAT(edited(edits), ElementsAre("file/below", "folder", "x.log"));
  EXPECT_THAT(land(edits), ElementsAre("file/below", "folder", "x.log"));
  EXPECT_EQ(scratch.read("x.log"), "mine\n");
  EXPECT_EQ(scratch.read("folder/mine"), "m");
  EXPECT_EQ(scratch.read("file"), "m");
}

TEST_F(CheckoutSync, EmptyFoldersMakeRoom) {
  fs::create_directories(scratch.folder() / "room" / "for" / "it");
  EXPECT_THAT(land({put("room", "a file\n")}), IsEmpty());
  expect_clean();
}

TEST_F(CheckoutSync, NeverWritesThroughALink) {
  fs::create_directories(scratch.outside() / "elsewhere");
  fs::remove_all(scratch.folder() / "dir");
  scratch.link("dir", (scratch.outside() / "elsewhere").string());
  const std::vector<TreeEdit> edits{put("dir/b.txt", "theirs\n"), put("dir/new", "theirs\n")};
  EXPECT_THAT(edited(edits), ElementsAre("dir/b.txt", "dir/new"));
  EXPECT_THAT(land(edits), ElementsAre("dir/b.txt", "dir/new"));
  EXPECT_TRUE(fs::is_empty(scratch.outside() / "elsewhere"));
}

TEST_F(CheckoutSync, NeverWritesAnUnsafePath) {
  const PathChange change{".GIT/config", {}, put("x", "[core]").entry};
  auto lock = CheckoutLock::try_take(repository(), memory);
  EXPECT_THAT(lock->sync({change}), ElementsAre(".GIT/config"));
  EXPECT_FALSE(fs::exists(scratch.folder() / ".GIT"));
}

TEST_F(CheckoutSync, WritesNothingOverWhatIsSavedMeanwhile) {
  CheckoutFiles files(repository());
  for (const std::string path : {"a.txt", "new"}) {
    const auto is_saved_now = [&] {
      scratch.write(path, "saved\n");
      return false;
    };
    EXPECT_FALSE(files.write(path, put(path, "theirs\n").entry, is_saved_now));
    EXPECT_EQ(scratch.read(path), "saved\n");
  }
  EXPECT_EQ(scratch.git({"ls-files", "--others"}), "new") << "no temporary file stays";
}

TEST_F(CheckoutSync, MayBeRepeated) {
  const auto moved = changes({put("a.txt", "ONE\n"), gone("dir/b.txt"), put("n", "n")});
  land({put("a.txt", "ONE\n"), gone("dir/b.txt"), put("n", "n")});
  auto lock = CheckoutLock::try_take(repository(), memory);
  const auto written = mode_of("a.txt");
  EXPECT_THAT(lock->edited(moved), IsEmpty());
  EXPECT_THAT(lock->sync(moved), IsEmpty());
  EXPECT_EQ(mode_of("a.txt"), written);
  lock.reset();
  expect_clean();
}

TEST_F(CheckoutSync, KnowsWhatOthersStagedSinceItWroteTheIndex) {
  for (const char* version : {"2", "4"}) {
    scratch.git({"update-index", "--index-version", version});
    EXPECT_THAT(land({put("a.txt", version), put("new", "x\n")}), IsEmpty());
    scratch.write("run.sh", "staged\n");
    scratch.git({"add", "run.sh"});
    EXPECT_THAT(land({gone("new"), put("run.sh", "landed\n")}), ElementsAre("run.sh"));
    EXPECT_EQ(scratch.git({"show", ":run.sh"}), "staged");
    scratch.git({"reset", "--quiet", "--hard"});
    EXPECT_THAT(land({put("run.sh", "#!/bin/sh\n")}), IsEmpty());
    EXPECT_THAT(land({put("dir", "a file\n"), gone("dir/b.txt"), gone("dir/deep/c.txt")}),
                IsEmpty());
    EXPECT_THAT(land({gone("dir"), put("dir/b.txt", "two\n"), put("dir/deep/c.txt", "three\n")}),
                IsEmpty());
    expect_clean();
  }
}

TEST_F(CheckoutSync, ManyFilesAtOnceAndAgain) {
  for (const char* text : {"one\n", "two\n"}) {
    std::vector<TreeEdit> edits;
    edits.reserve(40);
    for (int i = 0; i < 40; ++i) edits.push_back(put("many/" + std::to_string(i), text));
    EXPECT_THAT(land(edits), IsEmpty());
    EXPECT_THAT(land({put("a.txt", text)}), IsEmpty());
    expect_clean();
  }
}

TEST_F(CheckoutSync, FinishesWhatACrashLeftHalfDone) {
  scratch.write("a.txt", "ONE\n");             // written already, index not
  scratch.write(".sage-checkout.tmp", "hal");  // killed before the rename
  EXPECT_THAT(land({put("a.txt", "ONE\n"), put("b.txt", "half\n")}), IsEmpty());
  expect_clean();
}

TEST_F(CheckoutSync, HoldsOffOtherGitsWhileItLasts) {
  auto lock = CheckoutLock::try_take(repository(), memory);
  ASSERT_TRUE(lock);
  EXPECT_FALSE(CheckoutLock::try_take(repository(), memory));
  scratch.write("a.txt", "mine\n");
  scratch.git_result({"commit", "--quiet", "-am", "meanwhile"}, 128);
  lock.reset();
  scratch.git({"commit", "--quiet", "-am", "afterwards"});
}

TEST_F(CheckoutSync, StaysAwayWhileAnotherGitHoldsTheIndex) {
  scratch.write(".git/index.lock", "");
  EXPECT_FALSE(CheckoutLock::try_take(repository(), memory));
  EXPECT_FALSE(remove_dead_checkout_lock(repository())) << "not ours";
  EXPECT_TRUE(fs::exists(scratch.folder() / ".git" / "index.lock"));
}

TEST_F(CheckoutSync, DoesNotRemoveALockThatIsNotItsOwnAnyMore) {
  auto lock = CheckoutLock::try_take(repository(), memory);
  scratch.write(".git/index.lock", "somebody else's");
  lock.reset();
  EXPECT_TRUE(fs::exists(scratch.folder() / ".git" / "index.lock"));
}

TEST_F(CheckoutSync, EntersIndexOnlyPathsAndLeavesTheirFilesAlone) {
  scratch.write("a.txt", "working copy\n");
  scratch.write("dir/b.txt", "already landed\n");
  EXPECT_THAT(land({put("a.txt", "landed\n"), put("dir/b.txt", "already landed\n")},
                   {"a.txt", "dir/b.txt"}),
              IsEmpty());
  EXPECT_EQ(scratch.read("a.txt"), "working copy\n");
  EXPECT_EQ(scratch.status(), " M a.txt");
  EXPECT_EQ(scratch.git({"diff", "--cached", "HEAD"}), "");
}

TEST_F(CheckoutSync, GivesBackAnIndexOnlyPathThatIsStaged) {
  scratch.write("a.txt", "staged\n");
  scratch.git({"add", "a.txt"});
  EXPECT_THAT(land({put("a.txt", "landed\n")}, {"a.txt"}), ElementsAre("a.txt"));
  EXPECT_EQ(scratch.git({"cat-file", "-p", ":a.txt"}), "staged");
}

TEST_F(CheckoutSync, KeepsSparseFilesOutOfTheCheckout) {
  scratch.git({"sparse-checkout", "set", "--no-cone", "/*", "!dir"});
  ASSERT_FALSE(fs::exists(scratch.folder() / "dir"));
  EXPECT_THAT(land({put("dir/b.txt", "landed\n"), gone("dir/deep/c.txt"), put("a.txt", "1\n")}),
              IsEmpty());
  expect_clean();
  EXPECT_FALSE(fs::exists(scratch.folder() / "dir"));
  EXPECT_EQ(scratch.git({"ls-files", "-t", "dir"}), "S dir/b.txt");
}

TEST_F(CheckoutSync, SeesEditsOfFilesAssumedUnchanged) {
  scratch.git({"update-index", "--assume-unchanged", "a.txt", "run.sh"});
  scratch.write("a.txt", "hidden edit\n");
  EXPECT_THAT(land({put("a.txt", "x\n"), put("run.sh", "y\n", Mode::executable)}),
              ElementsAre("a.txt"));
  EXPECT_EQ(scratch.git({"ls-files", "-v", "run.sh"}), "h run.sh") << "the mark stays";
}

TEST_F(CheckoutSync, MovesASubmodulesEntryOnly) {
  const std::string id = scratch.git({"rev-parse", "HEAD"});
  scratch.git({"update-index", "--add", "--cacheinfo", "160000," + id + ",sub"});
  fs::create_directories(scratch.folder() / "sub");
  scratch.git({"commit", "--quiet", "-m", "sub"});
  EXPECT_THAT(land({{"sub", {Mode::gitlink, scratch.id("HEAD")}},
                    {"sub2", {Mode::gitlink, scratch.id("HEAD")}}}),
              IsEmpty());
  EXPECT_TRUE(fs::is_directory(scratch.folder() / "sub2"));
  expect_clean();
  EXPECT_THAT(land({gone("sub"), gone("sub2")}), IsEmpty());
  expect_clean();
  EXPECT_FALSE(fs::exists(scratch.folder() / "sub"));
}

TEST_F(CheckoutSync, WorksInALinkedWorktree) {
  const fs::path other = scratch.outside() / "other";
  scratch.git({"worktree", "add", "--quiet", "-b", "side", other.string()});
  const auto linked = Repository::discover(other);
  const ObjectId tree = edit_tree(linked, scratch.tree(), {put("a.txt", "side\n")});
  const auto moved = diff_trees(linked, scratch.tree(), tree);
  {
    CheckoutMemory others;
    auto lock = CheckoutLock::try_take(linked, others);
    ASSERT_TRUE(lock);
    EXPECT_TRUE(CheckoutLock::try_take(repository(), memory)) << "each worktree has its own";
    EXPECT_THAT(lock->sync(moved), IsEmpty());
  }
  EXPECT_EQ(run_git(other, {"status", "--porcelain"}).out, "M  a.txt\n");
  EXPECT_EQ(scratch.read("a.txt"), "one\n");
}

TEST_F(CheckoutSync, AnEditInTheSameSecondAsTheIndexStaysVisible) {
  EXPECT_THAT(land({put("run.sh", "landed\n")}), IsEmpty());
  // git itself cannot tell by times: same size, same second, same file.
  struct stat index {};
  ::stat((scratch.folder() / ".git" / "index").c_str(), &index);
  std::ofstream(scratch.folder() / "dir/b.txt") << "TWO\n";
  const timespec times[2] = {index.st_mtim, index.st_mtim};
  ::utimensat(AT_FDCWD, (scratch.folder() / "dir/b.txt").c_str(), times, 0);
  scratch.git({"config", "core.trustctime", "false"});
  ASSERT_EQ(scratch.git({"ls-files", "--debug", "dir/b.txt"}).find("size: 0"), std::string::npos);
  EXPECT_THAT(land({put("a.txt", "ONE\n")}), IsEmpty());
  const timespec later[2] = {{index.st_mtim.tv_sec + 100, 0}, {index.st_mtim.tv_sec + 100, 0}};
  ::utimensat(AT_FDCWD, (scratch.folder() / ".git" / "index").c_str(), later, 0);
  EXPECT_EQ(scratch.status(), " M dir/b.txt");
}

TEST_F(CheckoutSync, SaysThatItCannotReadASplitIndex) {
  scratch.git({"update-index", "--split-index"});
  auto lock = CheckoutLock::try_take(repository(), memory);
  try {
    lock->edited({});
    FAIL() << "a split index was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::repository_state);
    EXPECT_NE(error.hint().find("split"), std::string::npos);
  }
}

TEST_F(CheckoutSync, KeepsTheIndexsVersionAndUnderstandsItsExtensions) {
  scratch.git({"update-index", "--index-version", "4"});
  scratch.git({"update-index", "--untracked-cache"});
  scratch.status();
  EXPECT_THAT(land({put("a.txt", "ONE\n"), put("a.txt2", "x")}), IsEmpty());
  expect_clean();
  EXPECT_EQ(scratch.read(".git/index")->substr(0, 8), std::string("DIRC\0\0\0\4", 8));
}

TEST_F(CheckoutSync, FillsTheCheckoutOfAnUnbornBranch) {
  const ScratchRepository unborn;
  const auto opened = Repository::discover(unborn.folder());
  const ObjectId tree =
      edit_tree(opened, opened.tree_of({}), {{"f/g", {Mode::file, opened.write_blob("x\n")}}});
  const Identity who{"Ada", "ada@example.com"};
  const ObjectId first = write_commit(opened, {tree, {}, "first\n", who, who, 1000});
  auto lock = CheckoutLock::try_take(opened, memory);
  compare_and_swap(opened, "refs/heads/main", first, {}, "landed");
  EXPECT_THAT(lock->sync(diff_trees(opened, opened.tree_of({}), tree)), IsEmpty());
  lock.reset();
  EXPECT_EQ(unborn.status(), "");
  EXPECT_EQ(unborn.read("f/g"), "x\n");
}

}  // namespace
}  // namespace sage::test
