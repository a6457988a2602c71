// Reading what an agent changed.

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "support/workspace_fixture.h"

namespace sage::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class WorkspaceCollect : public EachBackend {
 public:
  std::string blob_at(const Collected& collected, const std::string& path) {
    return repository().blob(repository().entry_at(collected.tree, path).id);
  }
  Mode mode_at(const Collected& collected, const std::string& path) {
    return repository().entry_at(collected.tree, path).mode;
  }
  /// The reason why nothing lands after the agent wrote one file.
  std::string refusal_of(const std::string& path, const std::string& text) {
    user.write("a", "1\n");
    const auto workspace = open_at_commit();
    put(*workspace, path, text);
    const Collected collected = workspace->collect({});
    EXPECT_EQ(collected.tree, user.tree()) << "nothing lands";
    EXPECT_THAT(collected.files, IsEmpty());
    return collected.refused;
  }
};

TEST_P(WorkspaceCollect, FindsNothingWhereNothingChanged) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  fs::last_write_time(workspace->folder() / "a", fs::file_time_type::clock::now());
  fs::create_directory(workspace->folder() / "empty");
  const Collected collected = workspace->collect({});
  EXPECT_EQ(collected.tree, user.tree());
  EXPECT_THAT(collected.files, IsEmpty());
  EXPECT_THAT(collected.notes, IsEmpty());
  EXPECT_EQ(collected.refused, "");
}

TEST_P(WorkspaceCollect, TakesWhatChangedCommittedOrNot) {
  user.write("changed", "1\n");
  user.write("committed", "1\n");
  user.write("gone", "1\n");
  user.write("folder/gone too", "1\n");
  const auto workspace = open_at_commit();
  put(*workspace, "committed", "2\n");
  in(*workspace, {"commit", "-q", "--all", "-m", "x"});
  put(*workspace, "changed", "2\n");
  put(*workspace, "new/empty", "");
  fs::remove(workspace->folder() / "gone");
  fs::remove_all(workspace->folder() / "folder");
  const Collected collected = workspace->collect({});
  EXPECT_THAT(collected.files,
              ElementsAre("changed", "committed", "folder/gone too", "gone", "new/empty"));
  EXPECT_EQ(blob_at(collected, "changed"), "2\n");
  EXPECT_EQ(blob_at(collected, "committed"), "2\n");
  EXPECT_EQ(user.git({"fsck", "--no-dangling"}), "");
}

TEST_P(WorkspaceCollect, FindsAnEditThatKeepsSizeAndTimes) {
  user.write("a", "one\n");
  const auto workspace = open_at_commit();
  const fs::path file = workspace->folder() / "a";
  const auto time = fs::last_write_time(file);
  put(*workspace, "a", "two\n");
  fs::last_write_time(file, time);
  EXPECT_THAT(workspace->collect({}).files, ElementsAre("a"));
}

TEST_P(WorkspaceCollect, FindsEditsInTheInstantAfterPreparing) {
  user.write("a", "one\n");
  const ObjectId base = user.commit_all();
  const auto workspace = open();
  for (int i = 0; i < 50; ++i) {  // within one tick of the file system's clock, sooner or later
    workspace->prepare(base, "sage/T-1", false);
    put(*workspace, "a", "two\n");
    ASSERT_THAT(workspace->collect({}).files, ElementsAre("a")) << i;
  }
}

TEST_P(WorkspaceCollect, KeepsModesAndLinks) {
  user.write("a", "1\n");
  user.write("b", "1\n", true);
  const auto workspace = open_at_commit();
  ::chmod((workspace->folder() / "a").c_str(), 0777);
  ::chmod((workspace->folder() / "b").c_str(), 0600);
  put(*workspace, "private", "1\n");
  ::chmod((workspace->folder() / "private").c_str(), 04711);
  fs::create_symlink("/etc/passwd", workspace->folder() / "link");
  const Collected collected = workspace->collect({});
  EXPECT_EQ(mode_at(collected, "a"), Mode::executable);
  EXPECT_EQ(mode_at(collected, "b"), Mode::file);
  EXPECT_EQ(mode_at(collected, "private"), Mode::executable);
  EXPECT_EQ(mode_at(collected, "link"), Mode::link);
  EXPECT_EQ(blob_at(collected, "link"), "/etc/passwd") << "followed out of the workspace";
}

TEST_P(WorkspaceCollect, KeepsTheModesOfTheBaseWhereFilesHaveNone) {
  user.write("a", "1\n");
  user.write("b", "1\n", true);
  user.commit_all();
  user.git({"config", "core.fileMode", "false"});
  const auto workspace = open();
  workspace->prepare(user.id("HEAD"), "sage/T-1", false);
  for (const char* name : {"a", "b", "c"}) {
    put(*workspace, name, "2\n");
    ::chmod((workspace->folder() / name).c_str(), 0755);
  }
  ::chmod((workspace->folder() / "b").c_str(), 0644);
  const Collected collected = workspace->collect({});
  EXPECT_EQ(mode_at(collected, "a"), Mode::file);
  EXPECT_EQ(mode_at(collected, "b"), Mode::executable);
  EXPECT_EQ(mode_at(collected, "c"), Mode::file);
}

TEST_P(WorkspaceCollect, TakesTrackedFilesThatAreIgnoredAndNoOthers) {
  user.write(".gitignore", "*.o\n");
  user.write("tracked.o", "1");
  user.git({"add", "--force", "tracked.o"});
  const auto workspace = open_at_commit();
  put(*workspace, "tracked.o", "2");
  put(*workspace, "other.o", "2");
  put(*workspace, "folder/third.o", "2");
  put(*workspace, ".git/info/exclude", "tracked.o\nnew\n");
  put(*workspace, "new", "the agent's own excludes count for nothing\n");
  EXPECT_THAT(workspace->collect({}).files, ElementsAre("new", "tracked.o"));
}

TEST_P(WorkspaceCollect, FollowsTheRulesThatTheAgentLands) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  put(*workspace, ".gitignore", "/build\n");
  put(*workspace, "build/out", "x");
  put(*workspace, ".gitattributes", "*.txt text\n");
  put(*workspace, "b.txt", "1\r\n");
  const Collected collected = workspace->collect({});
  EXPECT_THAT(collected.files, ElementsAre(".gitattributes", ".gitignore", "b.txt"));
  EXPECT_EQ(blob_at(collected, "b.txt"), "1\n");
}

TEST_P(WorkspaceCollect, LineEndingsThatCannotBeRestoredAreNoError) {
  user.write(".gitattributes", "*.txt text\n");
  user.git({"config", "core.safecrlf", "true"});
  const auto workspace = open_at_commit();
  put(*workspace, "a.txt", "mixed\r\nendings\n");
  const Collected collected = workspace->collect({});
  EXPECT_EQ(collected.refused, "");
  EXPECT_EQ(blob_at(collected, "a.txt"), "mixed\nendings\n");
}

TEST_P(WorkspaceCollect, NamesMayHoldAnyBytes) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  for (const char* name :
       {"with space", "new\nline", "\xff\xfe", "-rf", "\"quoted\"", "tab\t", "*"})
    put(*workspace, name, "x");
  in(*workspace, {"add", "--all"});
  EXPECT_EQ(workspace->collect({}).tree.hex(), in(*workspace, {"write-tree"}));
}

TEST_P(WorkspaceCollect, LeavesOutSpecialFilesWithANote) {
  user.write("a", "1\n");
  user.write("b", "1\n");
  const auto workspace = open_at_commit();
  const fs::path top = workspace->folder();
  ASSERT_EQ(::mkfifo((top / "pipe").c_str(), 0600), 0);
  fs::remove(top / "b");
  ASSERT_EQ(::mkfifo((top / "b").c_str(), 0600), 0);
  const UniqueFd socket{::socket(AF_UNIX, SOCK_STREAM, 0)};
  struct sockaddr_un address {};
  address.sun_family = AF_UNIX;
  const std::string name = (top / "s").native();
  ASSERT_LT(name.size(), sizeof address.sun_path);
  name.copy(address.sun_path, name.size());
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const Collected collected = workspace->collect({});
  EXPECT_EQ(collected.refused, "");
  EXPECT_THAT(collected.files, IsEmpty());
  EXPECT_THAT(collected.notes,
              testing::UnorderedElementsAre("pipe: a fifo, left out", "b: a fifo, left out",
                                            "s: a socket, left out"));
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  expect_holds(*workspace, user.id("HEAD"));
}

TEST_P(WorkspaceCollect, LeavesOutWhatItIsTold) {
  const std::string index = "kept/index.json";
  user.write(index, "{}\n");
  user.write("kept/other", "1\n");
  const LeavesOut is_index = [&](const std::string& path) { return path == index; };
  const ObjectId base = user.commit_all();
  const auto workspace = open();
  const auto after = [&](auto edit) {
    workspace->prepare(base, "sage/T-1", false);
    put(*workspace, "work", "x\n");
    edit(workspace->folder());
    Collected collected = workspace->collect(is_index);
    EXPECT_EQ(blob_at(collected, index), "{}\n");
    EXPECT_EQ(blob_at(collected, "work"), "x\n");
    EXPECT_THAT(collected.left_out, ElementsAre(index));
    return collected.files;
  };
  EXPECT_THAT(after([&](const fs::path& top) { write_text(top / index, "[]"); }),
              ElementsAre("work"));
  EXPECT_THAT(after([&](const fs::path& top) { fs::remove(top / index); }), ElementsAre("work"));
  EXPECT_THAT(after([&](const fs::path& top) { fs::remove_all(top / "kept"); }),
              ElementsAre("kept/other", "work"));
}

TEST_P(WorkspaceCollect, LeavesOutWhatStandsInPlaceOfAFolder) {
  user.write("kept/index.json", "{}\n");
  const auto workspace = open_at_commit();
  fs::remove_all(workspace->folder() / "kept");
  fs::create_symlink("/nonexistent", workspace->folder() / "kept");
  const Collected collected =
      workspace->collect([](const std::string& path) { return path.starts_with("kept"); });
  EXPECT_EQ(collected.tree, user.tree());
  EXPECT_THAT(collected.files, IsEmpty());
}

TEST_P(WorkspaceCollect, RefusesFilesThatNeedAProgram) {
  user.write(".gitattributes", "*.psd filter=lfs\n*.utf16 working-tree-encoding=UTF-16\n");
  EXPECT_EQ(refusal_of("big.psd", "x"), "big.psd: filter=lfs needs a program that is not run here");
  EXPECT_THAT(refusal_of("a.utf16", "x"), StartsWith("a.utf16: working-tree-encoding=UTF-16"));
}

TEST_P(WorkspaceCollect, RefusesRepositoriesInside) {
  EXPECT_EQ(refusal_of("vendor/lib/.git/HEAD", "ref: refs/heads/main\n"),
            "vendor/lib: a git repository inside the workspace");
  EXPECT_EQ(refusal_of("module/.git", "gitdir: ../x\n"),
            "module: a git repository inside the workspace");
}

TEST_P(WorkspaceCollect, RefusesChangesOfSubmodules) {
  user.write("a", "1\n");
  const ObjectId commit = user.commit_all();
  user.git({"update-index", "--add", "--cacheinfo", "160000," + commit.hex() + ",sub"});
  user.git({"commit", "-q", "-m", "submodule"});
  const auto workspace = open();
  workspace->prepare(user.id("HEAD"), "sage/T-1", false);
  fs::remove(workspace->folder() / "sub");
  EXPECT_EQ(workspace->collect({}).refused, "sub: a submodule was added, changed or removed");
  EXPECT_THAT(refusal_of(".gitmodules", "x"), StartsWith(".gitmodules: a submodule"));
}

TEST_P(WorkspaceCollect, RefusesNamesThatAreGitsOwnElsewhere) {
  EXPECT_THAT(refusal_of(".GIT/config", "x"), HasSubstr("a name that git must not hold"));
  EXPECT_THAT(refusal_of("a b/git~1", "x"), HasSubstr("a name that git must not hold"));
}

TEST_P(WorkspaceCollect, RefusesRulesThatAreNoFile) {
  user.write("a", "1\n");
  const ObjectId base = user.commit_all();
  const auto workspace = open();
  for (const char* name : {".gitignore", ".gitattributes", "new/.gitignore"}) {
    workspace->prepare(base, "sage/T-1", false);
    fs::create_directories((workspace->folder() / name).parent_path());
    put(*workspace, "new/file", "x");
    ASSERT_EQ(::mkfifo((workspace->folder() / name).c_str(), 0600), 0);
    EXPECT_THAT(workspace->collect({}).refused, StartsWith(name)) << "and does not wait for ever";
  }
  workspace->prepare(base, "sage/T-1", false);
  fs::create_symlink("a", workspace->folder() / ".gitignore");
  EXPECT_THAT(workspace->collect({}).refused, StartsWith(".gitignore"));
}

TEST_P(WorkspaceCollect, RefusesWhatCannotBeRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  user.write("a", "1\n");
  const ObjectId base = user.commit_all();
  const auto workspace = open();
  workspace->prepare(base, "sage/T-1", false);
  ::chmod((workspace->folder() / "a").c_str(), 0);
  EXPECT_THAT(workspace->collect({}).refused, StartsWith("a: "));
  workspace->prepare(base, "sage/T-2", false);
  put(*workspace, "closed/b", "x");
  ::chmod((workspace->folder() / "closed").c_str(), 0);
  EXPECT_EQ(workspace->collect({}).refused, "closed: the folder cannot be read");
  workspace->prepare(base, "sage/T-3", false);
  expect_holds(*workspace, base);
}

TEST_P(WorkspaceCollect, RefusesAWorkspaceThatIsNoLongerThere) {
  user.write("a", "1\n");
  const ObjectId base = user.commit_all();
  const auto workspace = open();
  workspace->prepare(base, "sage/T-1", false);
  workspace->mark_set_up("key");
  std::error_code mounted;
  fs::remove_all(workspace->folder(), mounted);
  EXPECT_THAT(workspace->collect({}).refused, HasSubstr("removed, replaced or closed"));

  EXPECT_TRUE(workspace->prepare(base, "sage/T-2", false)) << "what setup made is gone";
  expect_holds(*workspace, base);
  if (backend() == Backend::overlay) unmount_all(workspace->folder());
  fs::remove_all(workspace->folder());
  fs::create_directory_symlink(user.folder(), workspace->folder());
  EXPECT_THAT(workspace->collect({}).refused, HasSubstr("removed, replaced or closed"));
  workspace->prepare(base, "sage/T-3", false);
  expect_holds(*workspace, base);
  EXPECT_EQ(user.status(), "") << "the link was followed";
}

TEST_P(WorkspaceCollect, TellsDifferencesAndWritesNothing) {
  user.write(".gitignore", "*.o\n");
  user.write("a", "1\n");
  auto workspace = open_at_commit();
  EXPECT_TRUE(workspace->differences().changes.empty());
  put(*workspace, "a", "2\n");
  put(*workspace, "new", "never seen before\n");
  put(*workspace, "built.o", "x");
  const std::string objects = user.git({"count-objects", "-v"});
  const Differences found = workspace->differences();
  ASSERT_EQ(found.changes.size(), 2U);
  EXPECT_EQ(found.changes[0].path, "a");
  EXPECT_EQ(found.changes[1].path, "new");
  EXPECT_EQ(found.changes[1].before.mode, Mode::none);
  EXPECT_EQ(found.odd, "");
  EXPECT_EQ(user.git({"count-objects", "-v"}), objects);
  in(*workspace, {"init", "-q", "inner"});
  EXPECT_NE(workspace->differences().odd, "");
}

INSTANTIATE_FOR_EACH_BACKEND(WorkspaceCollect);

}  // namespace
}  // namespace sage::test
