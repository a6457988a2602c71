// A process that dies while it prepares leaves a folder and a state that may not agree.

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "support/workspace_fixture.h"

namespace sage::test {
namespace {

class WorkspaceCrash : public EachBackend {
 public:
  fs::path slot() { return root() / "slot-0"; }
  /// Closes the workspace, does `damage` to its slot, and opens it again.
  void expect_survives(const std::function<void()>& damage) {
    const std::vector<ObjectId> commits = some_history();
    for (const ObjectId& next : commits) {
      open()->prepare(commits[0], "sage/T-1", false);
      damage();
      const auto workspace = open();
      workspace->prepare(next, "sage/T-2", false);
      expect_holds(*workspace, next);
      put(*workspace, "agent's", "x\n");
      EXPECT_EQ(workspace->collect({}).files, std::vector<std::string>{"agent's"});
    }
  }
};

TEST_P(WorkspaceCrash, AnIndexThatIsGone) {
  expect_survives([&] { fs::remove(slot() / "state/index"); });
}

TEST_P(WorkspaceCrash, AnIndexThatWasCutShort) {
  expect_survives([&] { fs::resize_file(slot() / "state/index", 100); });
}

TEST_P(WorkspaceCrash, AnIndexOfAnotherTime) {
  expect_survives([&] {
    fs::copy_file(slot() / "state/index", cache / "old", fs::copy_options::overwrite_existing);
    open()->prepare(user.id("HEAD"), "sage/T-1", false);
    fs::copy_file(cache / "old", slot() / "state/index", fs::copy_options::overwrite_existing);
  });
}

TEST_P(WorkspaceCrash, AnIndexLockThatNobodyHolds) {
  expect_survives([&] { write_text(slot() / "state/index.lock", ""); });
}

TEST_P(WorkspaceCrash, AStateThatIsGone) {
  expect_survives([&] { fs::remove(slot() / "state/state.json"); });
}

TEST_P(WorkspaceCrash, AStateThatIsNoState) {
  expect_survives([&] { write_text(slot() / "state/state.json", "{\"version\": 1, \"tree"); });
}

TEST_P(WorkspaceCrash, ATreeThatIsGone) {
  expect_survives([&] { fs::remove_all(slot() / "tree"); });
}

/// The last two instants of a prepare: before the index is written, and before the state is.
TEST_P(WorkspaceCrash, KilledBetweenTheFolderAndTheState) {
  user.write(".gitignore", "*.o\n");
  user.write("a", "1");
  const ObjectId one = user.commit_all();
  user.write("a", "2");
  user.write("tracked.o", "only in this one");
  user.git({"add", "--force", "tracked.o"});
  const ObjectId two = user.commit_all();
  const fs::path index = slot() / "state/index";
  for (const bool index_is_written : {false, true}) {
    open()->prepare(one, "sage/T-1", false);
    const std::string old_index = read_text(index);
    open()->prepare(two, "sage/T-1", false);
    if (!index_is_written) write_text(index, old_index);
    write_text(slot() / "state/state.json",
               R"({"version": 1, "tree": ")" + user.tree(one.hex()).hex() + R"(", "begun": [")" +
                   user.tree(two.hex()).hex() + R"("], "index": "of before"})");
    const auto workspace = open();
    workspace->prepare(one, "sage/T-2", false);
    EXPECT_EQ(get(*workspace, "a"), "1") << index_is_written;
    EXPECT_FALSE(fs::exists(workspace->folder() / "tracked.o")) << index_is_written;
  }
}

TEST_P(WorkspaceCrash, KilledAtAnyInstant) {
  user.write(".gitignore", "*.o\n");
  for (int i = 0; i < 300; ++i)
    user.write("f" + std::to_string(i % 7) + "/" + std::to_string(i), "1");
  const ObjectId one = user.commit_all();
  for (int i = 0; i < 300; i += 2)
    user.write("f" + std::to_string(i % 7) + "/" + std::to_string(i), "2");
  user.write("tracked.o", "only in this one");
  user.git({"add", "--force", "tracked.o"});
  const ObjectId two = user.commit_all();
  repository();
  for (int round = 0; round < 20; ++round) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto workspace = open();
      for (;;) {
        workspace->prepare(two, "sage/T-1", false);
        workspace->prepare(one, "sage/T-1", false);
      }
    }
    ::usleep(static_cast<useconds_t>(2'000 * round));  // not to wait for anything: to vary where
    ::kill(child, SIGKILL);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    const auto workspace = open();
    const ObjectId next = round % 2 == 0 ? one : two;
    workspace->prepare(next, "sage/T-2", false);
    expect_holds(*workspace, next);
  }
}

INSTANTIATE_FOR_EACH_BACKEND(WorkspaceCrash);

}  // namespace
}  // namespace sage::test
