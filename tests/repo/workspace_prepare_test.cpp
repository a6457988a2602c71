// Preparing a workspace for the next ticket, whatever the last one left behind.

#include <sys/stat.h>
#include <unistd.h>

#include "support/workspace_fixture.h"

namespace sage::test {
namespace {

class WorkspacePrepare : public EachBackend {};

bool is_there(const fs::path& path) { return fs::exists(fs::symlink_status(path)); }

TEST_P(WorkspacePrepare, GivesTheAgentARepositoryThatIsClean) {
  user.write("README.md", "hello\n");
  user.write("src/deep/er/file.txt", "text\n");
  user.write("run.sh", "#!/bin/sh\n", true);
  user.write("empty", "");
  user.link("src/link", "../README.md");
  const ObjectId base = user.commit_all("first");
  const auto workspace = open();
  EXPECT_TRUE(workspace->prepare(base, "sage/T-1", false)) << "new: setup must run";

  EXPECT_EQ(in(*workspace, {"status", "--porcelain", "--ignored"}), "");
  EXPECT_EQ(in(*workspace, {"rev-parse", "HEAD"}), base.hex());
  EXPECT_EQ(in(*workspace, {"symbolic-ref", "HEAD"}), "refs/heads/sage/T-1");
  EXPECT_EQ(in(*workspace, {"log", "--format=%s"}), "first");
  EXPECT_EQ(in(*workspace, {"remote"}), "");
  EXPECT_EQ(in(*workspace, {"fsck", "--no-dangling"}), "");
  EXPECT_EQ(fs::read_symlink(workspace->folder() / "src/link"), "../README.md");
  EXPECT_EQ(::access((workspace->folder() / "run.sh").c_str(), X_OK), 0);
}

TEST_P(WorkspacePrepare, LetsTheAgentCommit) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  put(*workspace, "a", "2\n");
  in(*workspace, {"commit", "--quiet", "--all", "-m", "agent's"});
  EXPECT_EQ(in(*workspace, {"log", "-1", "--format=%an %s"}), "Ada Example agent's");
  EXPECT_EQ(in(*workspace, {"diff", "HEAD~1", "--numstat"}), "1\t1\ta");
  EXPECT_EQ(user.git({"log", "--all", "--format=%s"}), "change") << "the user's refs do not move";
}

TEST_P(WorkspacePrepare, GoesFromCommitToCommitAndBack) {
  const std::vector<ObjectId> commits = some_history();
  const auto workspace = open();
  for (int round = 0; round < 2; ++round)
    for (const ObjectId& commit : commits) {
      workspace->prepare(commit, "sage/T-1", false);
      expect_holds(*workspace, commit);
    }
}

TEST_P(WorkspacePrepare, StartsFromNothingInAnEmptyRepository) {
  const auto workspace = open();
  workspace->prepare(ObjectId{}, "sage/T-1", false);
  put(*workspace, "first", "1\n");
  EXPECT_EQ(in(*workspace, {"status", "--porcelain"}), "?? first");
  EXPECT_EQ(workspace->collect({}).files, std::vector<std::string>{"first"});
}

TEST_P(WorkspacePrepare, FillsALargeTreeWithTwoThreads) {
  for (int i = 0; i < 2'500; ++i)
    user.write("f" + std::to_string(i % 50) + "/" + std::to_string(i), std::to_string(i));
  const auto workspace = open_at_commit();
  expect_holds(*workspace, user.id("HEAD"));
  put(*workspace, "f7/7", "changed");
  fs::remove(workspace->folder() / "f8/8");
  EXPECT_EQ(workspace->collect({}).files, (std::vector<std::string>{"f7/7", "f8/8"}));
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  expect_holds(*workspace, user.id("HEAD"));
}

TEST_P(WorkspacePrepare, LeavesTheTimesOfFilesThatDidNotChange) {
  user.write("same", "1\n");
  user.write("touched", "1\n");
  const auto workspace = open_at_commit();
  const auto file = workspace->folder() / "same", touched = workspace->folder() / "touched";
  const FileStamp before = stamp_of(file);
  fs::last_write_time(touched, fs::file_time_type::clock::now() - std::chrono::hours(1));
  const FileStamp after_touch = stamp_of(touched);
  user.write("other", "2\n");
  workspace->prepare(user.commit_all(), "sage/T-2", false);
  EXPECT_EQ(stamp_of(file), before) << "a build tool would make everything anew";
  EXPECT_EQ(stamp_of(touched), after_touch);
}

TEST_P(WorkspacePrepare, RemovesWhatIsUntrackedAndKeepsWhatIsIgnored) {
  user.write(".gitignore", "*.o\n/cache/\n");
  user.write("src/main.c", "int main;\n");
  const auto workspace = open_at_commit();
  put(*workspace, "junk", "x");
  put(*workspace, "new/folder/junk", "x");
  put(*workspace, "new/folder/kept.o", "x");
  put(*workspace, "cache/deep/thing", "x");
  put(*workspace, "src/main.o", "x");
  fs::create_directories(workspace->folder() / "hollow/inner");
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  EXPECT_EQ(in(*workspace, {"status", "--porcelain", "--ignored"}),
            "!! cache/\n!! new/\n!! src/main.o");
  EXPECT_FALSE(is_there(workspace->folder() / "junk"));
  EXPECT_FALSE(is_there(workspace->folder() / "new/folder/junk"));
  EXPECT_TRUE(is_there(workspace->folder() / "new/folder/kept.o"));
  EXPECT_FALSE(is_there(workspace->folder() / "hollow"));

  workspace->prepare(user.id("HEAD"), "sage/T-3", true);
  EXPECT_EQ(in(*workspace, {"status", "--porcelain", "--ignored"}), "") << "pristine";
  EXPECT_FALSE(is_there(workspace->folder() / "new"));
}

TEST_P(WorkspacePrepare, FollowsTheUsersExcludes) {
  user.write("a", "1\n");
  write_text(user.folder() / ".git/info/exclude", "/mine/\n");
  const auto workspace = open_at_commit();
  put(*workspace, "mine/file", "x");
  EXPECT_EQ(in(*workspace, {"status", "--porcelain"}), "");
  EXPECT_TRUE(workspace->collect({}).files.empty());
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  EXPECT_EQ(get(*workspace, "mine/file"), "x");
}

TEST_P(WorkspacePrepare, AnAgentsRulesDoNotKeepItsLeftovers) {
  user.write(".gitignore", "*.o\n");
  user.write("src/a", "1\n");
  const auto workspace = open_at_commit();
  put(*workspace, ".gitignore", "*\n");
  put(*workspace, "src/.gitignore", "*\n");
  put(*workspace, "src/junk", "x");
  put(*workspace, "own/.gitignore", "*\n");
  put(*workspace, "own/junk", "x");
  put(*workspace, ".git/info/exclude", "*\n");
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  EXPECT_EQ(in(*workspace, {"status", "--porcelain", "--ignored"}), "");
  EXPECT_FALSE(is_there(workspace->folder() / "own"));
}

TEST_P(WorkspacePrepare, PutsRightWhateverTheAgentMadeOfTrackedFiles) {
  user.write("file", "1\n");
  user.write("modes", "1\n");
  user.write("gone", "1\n");
  user.write("folder/a", "1\n");
  user.write("folder/inner/b", "1\n");
  user.write("linked/c", "1\n");
  user.write("piped", "1\n");
  user.link("link", "file");
  const auto workspace = open_at_commit();
  const fs::path top = workspace->folder();
  TempFolder elsewhere;
  write_text(elsewhere / "c", "not ours\n");

  fs::remove(top / "file");
  put(*workspace, "file/now/a/folder", "x");
  ::chmod((top / "modes").c_str(), 0);
  fs::remove(top / "gone");
  fs::remove_all(top / "folder");
  put(*workspace, "folder", "a file now\n");
  fs::remove_all(top / "linked");
  fs::create_directory_symlink(elsewhere.path(), top / "linked");
  fs::remove(top / "piped");
  ASSERT_EQ(::mkfifo((top / "piped").c_str(), 0600), 0);
  fs::remove(top / "link");
  fs::create_directory(top / "link");

  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  expect_holds(*workspace, user.id("HEAD"));
  EXPECT_EQ(::access((top / "modes").c_str(), R_OK | W_OK), 0);
  EXPECT_EQ(read_text(elsewhere / "c"), "not ours\n") << "written through a link";
}

TEST_P(WorkspacePrepare, WritesNothingThroughLinksInPlaceOfFolders) {
  user.write("folder/a", "old\n");
  const auto workspace = open_at_commit();
  TempFolder elsewhere;
  fs::remove_all(workspace->folder() / "folder");
  fs::create_directory_symlink(elsewhere.path(), workspace->folder() / "folder");
  user.write("folder/a", "new\n");
  user.write("folder/b", "new\n");
  user.remove("folder/gone");
  workspace->prepare(user.commit_all(), "sage/T-2", false);
  expect_holds(*workspace, user.id("HEAD"));
  EXPECT_TRUE(fs::is_empty(elsewhere.path()));
}

TEST_P(WorkspacePrepare, AFileSharedByHardLinkIsReplacedNotWrittenTo) {
  user.write(".gitignore", "*.kept\n");
  user.write("a", "old\n");
  const auto workspace = open_at_commit();
  fs::create_hard_link(workspace->folder() / "a", workspace->folder() / "b.kept");
  user.write("a", "new\n");
  workspace->prepare(user.commit_all(), "sage/T-2", false);
  EXPECT_EQ(get(*workspace, "b.kept"), "old\n");
  EXPECT_EQ(get(*workspace, "a"), "new\n");
}

TEST_P(WorkspacePrepare, RemovesFoldersWithoutPermissions) {
  user.write("kept/a", "1\n");
  const auto workspace = open_at_commit();
  const fs::path top = workspace->folder();
  put(*workspace, "junk/inner/file", "x");
  put(*workspace, "kept/junk", "x");
  ::chmod((top / "junk/inner").c_str(), 0500);
  ::chmod((top / "junk").c_str(), 0);
  ::chmod((top / "kept").c_str(), 0500);
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  EXPECT_EQ(in(*workspace, {"status", "--porcelain"}), "");
  put(*workspace, "kept/new", "can be written\n");
  EXPECT_EQ(get(*workspace, "kept/new"), "can be written\n");
}

TEST_P(WorkspacePrepare, RemovesNestedRepositoriesWhole) {
  user.write(".gitignore", "*.o\n");
  const auto workspace = open_at_commit();
  run_git("/", {"init", "-q", (workspace->folder() / "nested").string()});
  put(*workspace, "nested/kept.o", "x");
  put(*workspace, "bare/.git", "gitdir: elsewhere\n");
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  EXPECT_FALSE(is_there(workspace->folder() / "nested"));
  EXPECT_FALSE(is_there(workspace->folder() / "bare"));
}

TEST_P(WorkspacePrepare, RemovesTreesTooDeepToName) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  UniqueFd at{::open(workspace->folder().c_str(), O_RDONLY | O_DIRECTORY)};
  const std::string name(200, 'd');
  for (int depth = 0; depth < 60; ++depth) {
    ASSERT_EQ(::mkdirat(at.get(), name.c_str(), 0777), 0);
    at.reset(::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY));
  }
  EXPECT_NE(workspace->collect({}).refused, "");
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  EXPECT_FALSE(is_there(workspace->folder() / name));
}

TEST_P(WorkspacePrepare, ASubmoduleIsAnEmptyFolder) {
  user.write("a", "1\n");
  const ObjectId commit = user.commit_all();
  user.git({"update-index", "--add", "--cacheinfo", "160000," + commit.hex() + ",sub"});
  user.git({"commit", "-q", "-m", "submodule"});
  const auto workspace = open();
  workspace->prepare(user.id("HEAD"), "sage/T-1", false);
  EXPECT_TRUE(fs::is_empty(workspace->folder() / "sub"));
  EXPECT_EQ(in(*workspace, {"status", "--porcelain"}), "");

  put(*workspace, "sub/populated", "x");
  const Collected collected = workspace->collect({});
  EXPECT_TRUE(collected.files.empty());
  EXPECT_EQ(collected.notes.size(), 1U);
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  EXPECT_TRUE(fs::is_empty(workspace->folder() / "sub"));
  workspace->prepare(commit, "sage/T-3", false);
  EXPECT_FALSE(is_there(workspace->folder() / "sub"));
}

TEST_P(WorkspacePrepare, WritesLineEndingsAsTheAttributesSay) {
  user.write(".gitattributes", "*.crlf text eol=crlf\n*.lfs filter=lfs -text\n");
  user.write("a.crlf", "1\r\n2\r\n");
  user.write("b.lfs", "pointer\n");
  const auto workspace = open_at_commit();
  EXPECT_EQ(get(*workspace, "a.crlf"), "1\r\n2\r\n");
  EXPECT_EQ(get(*workspace, "b.lfs"), "pointer\n");
  expect_holds(*workspace, user.id("HEAD"));

  const ObjectId with = user.id("HEAD");
  user.write(".gitattributes", "");
  user.git({"commit", "-q", "-m", "no attributes", ".gitattributes"});
  const ObjectId without = user.id("HEAD");
  workspace->prepare(without, "sage/T-2", false);
  EXPECT_EQ(get(*workspace, "a.crlf"), "1\n2\n") << "same blob, other attributes";
  workspace->prepare(with, "sage/T-3", false);
  EXPECT_EQ(get(*workspace, "a.crlf"), "1\r\n2\r\n");
}

TEST_P(WorkspacePrepare, SeesEveryRuleThatConverts) {
  const std::string rules[] = {"*.bat text eol=crlf\n", "[attr]dos text eol=crlf\n/dir/* dos\n",
                               "x* text eol=crlf\n", "*.bat crlf=input eol=crlf"};
  user.git({"config", "core.safecrlf", "false"});
  user.write("dir/x.bat", "1\n");
  const auto workspace = open();
  for (const std::string& rule : rules) {
    user.write(".gitattributes", rule);
    workspace->prepare(user.commit_all(), "sage/T-1", false);
    EXPECT_EQ(get(*workspace, "dir/x.bat"), "1\r\n") << rule;
    user.write(".gitattributes", "*.bat -text\n");
    workspace->prepare(user.commit_all(), "sage/T-1", false);
    EXPECT_EQ(get(*workspace, "dir/x.bat"), "1\n") << rule;
  }
  write_text(user.folder() / ".git/info/attributes", "*.bat text eol=crlf\n");
  user.write("dir/y.bat", "1\n");
  workspace->prepare(user.commit_all(), "sage/T-1", false);
  EXPECT_EQ(get(*workspace, "dir/y.bat"), "1\r\n");
}

TEST_P(WorkspacePrepare, WritesLineEndingsAsTheUserIsConfigured) {
  user.write("a.txt", "1\n2\n");
  user.commit_all();
  user.git({"config", "core.autocrlf", "true"});
  const auto workspace = open();
  workspace->prepare(user.id("HEAD"), "sage/T-1", false);
  EXPECT_EQ(get(*workspace, "a.txt"), "1\r\n2\r\n");
  EXPECT_EQ(in(*workspace, {"status", "--porcelain"}), "");
  put(*workspace, "a.txt", "1\r\n2\r\n3\r\n");
  const Collected collected = workspace->collect({});
  EXPECT_EQ(repository().blob(repository().entry_at(collected.tree, "a.txt").id), "1\n2\n3\n");
}

TEST_P(WorkspacePrepare, WorksInAShallowClone) {
  user.write("a", "1\n");
  user.commit_all("old");
  user.write("a", "2\n");
  const ObjectId base = user.commit_all("new");
  const fs::path clone = user.outside() / "clone";
  run_git("/", {"clone", "-q", "--depth=1", "file://" + user.folder().string(), clone.string()});
  const Repository shallow = Repository::discover(clone);
  const auto workspace = open_workspace(shallow, workspaces_root(cache, shallow), backend());
  workspace->prepare(base, "sage/T-1", false);
  EXPECT_EQ(in(*workspace, {"log", "--format=%s"}), "new");
  EXPECT_EQ(in(*workspace, {"status", "--porcelain"}), "");
}

TEST_P(WorkspacePrepare, WorksFromABareRepository) {
  user.write("a", "1\n");
  const ObjectId base = user.commit_all();
  const fs::path clone = user.outside() / "bare.git";
  run_git("/", {"clone", "-q", "--bare", user.folder().string(), clone.string()});
  const Repository bare = Repository::discover(clone);
  const auto workspace = open_workspace(bare, workspaces_root(cache, bare), backend());
  workspace->prepare(base, "sage/T-1", false);
  put(*workspace, "b", "2\n");
  EXPECT_EQ(in(*workspace, {"status", "--porcelain"}), "?? b");
  EXPECT_EQ(workspace->collect({}).files, std::vector<std::string>{"b"});
}

TEST_P(WorkspacePrepare, IsNewUntilSetupHasSucceeded) {
  user.write("a", "1\n");
  const ObjectId base = user.commit_all();
  auto workspace = open();
  EXPECT_TRUE(workspace->prepare(base, "sage/T-1", false));
  EXPECT_TRUE(workspace->prepare(base, "sage/T-1", false)) << "setup failed, say";
  workspace->mark_set_up("key");
  EXPECT_FALSE(workspace->prepare(base, "sage/T-2", false));
  workspace.reset();
  workspace = open();
  EXPECT_FALSE(workspace->prepare(base, "sage/T-3", false)) << "the next owner of the slot";
  EXPECT_TRUE(workspace->prepare(base, "sage/T-4", true)) << "what setup made is gone";
}

TEST_P(WorkspacePrepare, KnowsWhatItWasSetUpWith) {
  user.write("a", "1\n");
  auto workspace = open_at_commit();
  EXPECT_FALSE(workspace->is_set_up("one"));
  workspace->mark_set_up("one");
  EXPECT_TRUE(workspace->is_set_up("one"));
  EXPECT_FALSE(workspace->is_set_up("two"));
  workspace->mark_set_up("two");
  workspace.reset();
  workspace = open();
  EXPECT_TRUE(workspace->is_set_up("two")) << "the next owner of the slot";
  write_text(workspace->folder() / "../state/set_up", "");  // as older versions did
  EXPECT_FALSE(workspace->is_set_up("two"));
  EXPECT_TRUE(workspace->prepare(user.id("HEAD"), "sage/T-1", false));
}

TEST_P(WorkspacePrepare, EmptiesTheScratchFolder) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  write_text(workspace->scratch() / "prompt.md", "x");
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  EXPECT_TRUE(fs::is_empty(workspace->scratch()));
  TempFolder elsewhere;
  write_text(elsewhere / "mine", "x");
  fs::remove_all(workspace->scratch());
  fs::create_directory_symlink(elsewhere.path(), workspace->scratch());
  workspace->prepare(user.id("HEAD"), "sage/T-3", false);
  EXPECT_TRUE(fs::is_directory(fs::symlink_status(workspace->scratch())));
  EXPECT_TRUE(is_there(elsewhere / "mine"));
}

INSTANTIATE_FOR_EACH_BACKEND(WorkspacePrepare);

}  // namespace
}  // namespace sage::test
