// An agent's .git is data: nothing in it is executed, trusted or followed.

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "support/workspace_fixture.h"

namespace sage::test {
namespace {

/// Every way known to have git run something: each would make the canary.
class WorkspaceHostile : public EachBackend {
 public:
  TempFolder outside;
  fs::path canary() { return outside / "canary"; }
  fs::path script() {
    const fs::path file = outside / "script.sh";
    write_text(file, "#!/bin/sh\ntouch '" + canary().string() + "'\ncat\n");
    ::chmod(file.c_str(), 0755);
    return file;
  }
  /// Whatever the agent did, the next ticket finds nothing of it.
  void expect_recovers(Workspace& workspace) {
    const Collected collected = workspace.collect({});
    EXPECT_EQ(collected.refused, "");
    EXPECT_THAT(collected.files, testing::ElementsAre("a"));
    workspace.prepare(user.id("HEAD"), "sage/T-2", false);
    EXPECT_FALSE(fs::exists(canary()));
    expect_holds(workspace, user.id("HEAD"));
    EXPECT_FALSE(fs::exists(canary()));
  }
};

TEST_P(WorkspaceHostile, HooksFiltersAndMonitorsNeverRun) {
  user.write("a", "1\n");
  user.write(".gitattributes", "b text\n");
  const auto workspace = open_at_commit();
  const std::string run = script().string();
  const fs::path git = workspace->folder() / ".git";
  write_text(git / "config", "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = " + run +
                                 "\n\thooksPath = " + outside.path().string() +
                                 "\n\tsshCommand = " + run + "\n\tpager = " + run +
                                 "\n[filter \"evil\"]\n\tclean = " + run + "\n\tsmudge = " + run +
                                 "\n\trequired = true\n[diff]\n\texternal = " + run +
                                 "\n[include]\n\tpath = " + run + "\n");
  write_text(git / "info/attributes", "* filter=evil\n");
  for (const char* hook :
       {"post-checkout", "pre-commit", "post-index-change", "reference-transaction"}) {
    fs::create_directories(git / "hooks");
    fs::copy_file(run, git / "hooks" / hook);
  }
  write_text(git / "objects/info/alternates", "/nonexistent\n");
  write_text(git / "index", "garbage");
  write_text(git / "HEAD", "ref: ../../../../etc/passwd\n");
  put(*workspace, "a", "2\n");
  expect_recovers(*workspace);
}

TEST_P(WorkspaceHostile, GitMayBeAFileALinkOrGone) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  const fs::path git = workspace->folder() / ".git";

  put(*workspace, "a", "2\n");
  fs::remove_all(git);
  expect_recovers(*workspace);

  put(*workspace, "a", "2\n");
  fs::remove_all(git);
  write_text(git, "gitdir: " + (user.folder() / ".git").string() + "\n");
  expect_recovers(*workspace);

  put(*workspace, "a", "2\n");
  fs::remove_all(git);
  fs::create_directory_symlink(user.folder() / ".git", git);
  expect_recovers(*workspace);
  EXPECT_EQ(user.git({"fsck", "--no-dangling"}), "");
  EXPECT_EQ(user.status(), "");

  put(*workspace, "a", "2\n");
  fs::remove_all(git);
  ASSERT_EQ(::mkfifo(git.c_str(), 0600), 0);
  expect_recovers(*workspace);
}

TEST_P(WorkspaceHostile, TheUsersRefsAndConfigurationAreOutOfReach) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  const std::string refs = user.git({"for-each-ref"});
  in(*workspace, {"config", "user.name", "Mallory"});
  in(*workspace, {"branch", "evil"});
  in(*workspace, {"update-ref", "-d", "refs/heads/sage/T-1"});
  in(*workspace, {"gc", "--quiet", "--prune=now"});
  EXPECT_EQ(user.git({"for-each-ref"}), refs);
  EXPECT_EQ(user.git({"config", "user.name"}), "Ada Example");
  EXPECT_EQ(user.git({"fsck", "--no-dangling"}), "");
}

INSTANTIATE_FOR_EACH_BACKEND(WorkspaceHostile);

}  // namespace
}  // namespace sage::test
