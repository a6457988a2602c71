// Who may use which workspace, and what an earlier owner left behind.

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "base/error.h"
#include "os/process.h"
#include "support/workspace_fixture.h"

namespace sage::test {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;

class WorkspaceSlots : public EachBackend {};

TEST_P(WorkspaceSlots, TheRootIsNamedAfterTheRepository) {
  EXPECT_THAT(root().native(),
              MatchesRegex(cache.path().native() + "/sage-stream/repository-[0-9a-f]{12}"));
  user.write("a", "1\n");
  user.commit_all();
  user.git({"worktree", "add", "-q", "-b", "od", (user.outside() / "od d").string()});
  const Repository linked = Repository::discover(user.outside() / "od d");
  EXPECT_THAT(workspaces_root(cache, linked).filename().native(), testing::StartsWith("od-d-"));
}

TEST_P(WorkspaceSlots, IsNoLongerHeldWhenTheCacheWasDeleted) {
  const auto first = open();
  EXPECT_TRUE(first->holds_slot());
  remove_tree(cache.path() / "sage-stream");
  EXPECT_FALSE(first->holds_slot());
  const auto second = open();
  EXPECT_EQ(second->folder(), first->folder()) << "nothing says that it is taken";
  EXPECT_TRUE(second->holds_slot());
  EXPECT_FALSE(first->holds_slot());
}

TEST_P(WorkspaceSlots, EachOwnerHasItsOwn) {
  auto first = open(), second = open();
  EXPECT_EQ(first->folder(), fs::canonical(root()) / "slot-0/tree");
  EXPECT_EQ(second->folder(), fs::canonical(root()) / "slot-1/tree");
  first.reset();
  EXPECT_EQ(open()->folder(), fs::canonical(root()) / "slot-0/tree") << "the first that is free";
  EXPECT_EQ(fs::status(root() / "slot-0").permissions(), fs::perms::owner_all);
}

TEST_P(WorkspaceSlots, ThereIsALimit) {
  const auto first = open_workspace(repository(), root(), backend(), 1);
  EXPECT_THROW(open_workspace(repository(), root(), backend(), 1), Error);
}

TEST_P(WorkspaceSlots, WorkInParallel) {
  for (int i = 0; i < 50; ++i) user.write(std::to_string(i), "1\n");
  const ObjectId base = user.commit_all();
  const auto work = [&](int number) {
    const Repository own = Repository::discover(user.folder());
    const auto workspace = open_workspace(own, root(), backend());
    for (int round = 0; round < 5; ++round) {
      workspace->prepare(base, "sage/T-" + std::to_string(number), false);
      const std::string name = std::to_string(number * 10 + round);
      put(*workspace, name, "changed by " + name);
      EXPECT_THAT(workspace->collect({}).files, ElementsAre(name));
    }
  };
  root();  // opens the fixture's own handle before the threads ask for it
  std::thread other([&] { work(1); });
  work(2);
  other.join();
  EXPECT_TRUE(fs::exists(root() / "slot-0"));
}

TEST_P(WorkspaceSlots, ProcessesOfAnEarlierOwnerAreEnded) {
  const fs::path folder = open()->folder();
  SpawnRequest request;
  request.argv = {"/bin/sleep", "1000"};
  request.environment = {"SAGE_WORKSPACE=" + folder.native()};
  request.new_session = true;
  Child left_behind = spawn(request);
  request.environment = {"SAGE_WORKSPACE=" + folder.native() + "/other"};
  Child another = spawn(request);
  const auto workspace = open();
  EXPECT_EQ(left_behind.wait().signal, SIGKILL);
  EXPECT_EQ(another.try_wait(), std::nullopt) << "not of this slot";
  ::kill(another.pid, SIGKILL);
  another.wait();
}

TEST_P(WorkspaceSlots, RemovingSparesThoseInUse) {
  auto first = open(), second = open();
  put(*second, "readonly/file", "x");
  ::chmod((second->folder() / "readonly").c_str(), 0500);
  second.reset();
  const CleanedWorkspaces cleaned = remove_workspaces(root());
  EXPECT_EQ(cleaned.removed, 1);
  EXPECT_EQ(cleaned.in_use, 1);
  EXPECT_FALSE(fs::exists(root() / "slot-1"));
  user.write("a", "1\n");
  first->prepare(user.commit_all(), "sage/T-1", false);
  first.reset();
  EXPECT_EQ(remove_workspaces(root()).removed, 1);
  EXPECT_EQ(remove_workspaces(cache / "nothing here").removed, 0);
}

TEST_P(WorkspaceSlots, TheGatesAreApartFromTheAgents) {
  const auto agents = open();
  const auto gate = open_workspace(repository(), gate_workspaces_root(root()), backend());
  EXPECT_NE(gate->folder(), agents->folder());
  EXPECT_EQ(remove_workspaces(root()).in_use, 1) << "the folder of the gate's is no slot";
  EXPECT_TRUE(fs::exists(gate->folder()));
  EXPECT_EQ(remove_workspaces(gate_workspaces_root(root())).in_use, 1);
}

INSTANTIATE_FOR_EACH_BACKEND(WorkspaceSlots);

}  // namespace
}  // namespace sage::test
