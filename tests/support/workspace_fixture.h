#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "os/overlay.h"
#include "repo/workspace.h"
#include "support/scratch_repository.h"

namespace sage::test {

/// A user's repository, and workspaces of it.
class WorkspaceFixture : public testing::Test {
 public:
  ScratchRepository user;
  TempFolder cache;

  const Repository& repository() {
    if (!repository_) repository_.emplace(Repository::discover(user.folder()));
    return *repository_;
  }
  fs::path root() { return workspaces_root(cache, repository()); }
  virtual Backend backend() const = 0;
  std::unique_ptr<Workspace> open() { return open_workspace(repository(), root(), backend()); }
  void SetUp() override {
    if (backend() != Backend::overlay) return;
    if (const std::string reason = why_no_overlay_workspaces(cache); !reason.empty())
      GTEST_SKIP() << "no overlays can be mounted here: " << reason;
    enter_mount_namespace();  // while there is one thread
  }
  /// Opened and prepared at a commit of all that the user has.
  std::unique_ptr<Workspace> open_at_commit() {
    auto workspace = open();
    workspace->prepare(user.commit_all(), "sage/T-1", false);
    return workspace;
  }

  /// Runs the agent's git, which must succeed; gives its output without the last newline.
  static std::string in(const Workspace& workspace, const std::vector<std::string>& arguments) {
    GitResult result = run_git(workspace.folder(), arguments);
    EXPECT_EQ(result.status, 0) << "git " << arguments.at(0) << ": " << result.out;
    if (!result.out.empty() && result.out.back() == '\n') result.out.pop_back();
    return result.out;
  }

  static void put(const Workspace& workspace, const std::string& path, const std::string& text) {
    write_text(workspace.folder() / path, text);
  }
  static std::string get(const Workspace& workspace, const std::string& path) {
    return read_text(workspace.folder() / path);
  }

  /// Nothing but the commit's files is there, as the git program sees it, content read anew.
  static void expect_holds(const Workspace& workspace, const ObjectId& commit) {
    EXPECT_EQ(in(workspace, {"rev-parse", "HEAD"}), commit.hex());
    EXPECT_EQ(in(workspace, {"status", "--porcelain"}), "");
    in(workspace, {"rm", "-rq", "--cached", "--ignore-unmatch", "."});
    in(workspace, {"add", "--all", "--force"});
    EXPECT_EQ(in(workspace, {"write-tree"}), in(workspace, {"rev-parse", "HEAD^{tree}"}));
  }

  /// Commits that change files, folders, links and modes into one another.
  std::vector<ObjectId> some_history() {
    std::vector<ObjectId> commits;
    user.write("a", "a\n");
    user.write("folder/one", "1\n");
    user.write("folder/inner/two", "2\n");
    user.write("tool", "#!/bin/sh\n");
    commits.push_back(user.commit_all());
    user.remove("a");
    user.write("a/was/a/file", "x\n");
    user.write("tool", "#!/bin/sh\n", true);
    user.link("link", "folder");
    commits.push_back(user.commit_all());
    user.remove("folder");
    user.write("folder", "a file now\n");
    user.remove("link");
    user.write("link/is/a/folder", "y\n");
    commits.push_back(user.commit_all());
    user.remove("a");
    user.link("a", "/nonexistent");
    user.write("A", "another case\n");
    user.write("name with\nnewline and \xff", "odd\n");
    commits.push_back(user.commit_all());
    return commits;
  }

 private:
  std::optional<Repository> repository_;
};

/// Every test is run over both backends.
class EachBackend : public WorkspaceFixture, public testing::WithParamInterface<Backend> {
 public:
  Backend backend() const override { return GetParam(); }
};

inline std::string name_of(Backend backend) {
  return backend == Backend::plain ? "plain" : "overlay";
}

#define INSTANTIATE_FOR_EACH_BACKEND(Suite)                                                    \
  INSTANTIATE_TEST_SUITE_P(Backends, Suite, testing::Values(Backend::plain, Backend::overlay), \
                           [](const auto& chosen) { return name_of(chosen.param); })

}  // namespace sage::test
