#include "repo/workspace.h"

#include <gtest/gtest.h>

#include "support/workspace_fixture.h"

namespace sage::test {
namespace {

class WorkspacePrepare : public WorkspaceFixture {};

TEST_F(WorkspacePrepare, GivesTheAgentARepositoryThatIsClean) {
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

TEST_F(WorkspacePrepare, LetsTheAgentCommit) {
  user.write("a", "1\n");
  const auto workspace = open();
  workspace->prepare(user.commit_all(), "sage/T-1", false);
  put(*workspace, "a", "2\n");
  in(*workspace, {"commit", "--quiet", "--all", "-m", "agent's"});
  EXPECT_EQ(in(*workspace, {"log", "-1", "--format=%an %s"}), "Ada Example agent's");
  EXPECT_EQ(in(*workspace, {"diff", "HEAD~1", "--stat", "--format="}),
            " a | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)");
  EXPECT_EQ(user.git({"log", "--all", "--format=%s"}), "change") << "the user's refs do not move";
}

TEST_F(WorkspacePrepare, GoesFromCommitToCommitAndBack) {
  const std::vector<ObjectId> commits = some_history();
  const auto workspace = open();
  for (int round = 0; round < 3; ++round)
    for (const ObjectId& commit : commits) {
      workspace->prepare(commit, "sage/T-1", false);
      expect_holds(*workspace, commit);
    }
}

}  // namespace
}  // namespace sage::test
