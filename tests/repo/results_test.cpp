#include "repo/results.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <future>

#include "base/error.h"
#include "base/text.h"
#include "repo/commit.h"
#include "support/error_of.h"
#include "support/scratch_repository.h"

namespace sage {
namespace {

using test::ScratchRepository;

std::string ref(const std::string& ticket, int attempt) {
  return "refs/sage/results/" + ticket + "/" + std::to_string(attempt);
}

TEST(Pins, KeepAResultFromGarbageCollectionUntilDropped) {
  const ScratchRepository scratch;
  scratch.commit_all("root");
  const ObjectId result = scratch.commit_all("result");
  scratch.git({"reset", "--quiet", "--hard", "HEAD~1"});
  const auto repository = Repository::discover(scratch.folder());
  pin_result(repository, ref("A-1", 1), result);
  const auto collect_garbage = [&] {
    scratch.git({"reflog", "expire", "--expire=all", "--all"});
    scratch.git({"gc", "--quiet", "--prune=now"});
    return Repository::discover(scratch.folder()).has_object(result);
  };
  EXPECT_TRUE(collect_garbage());
  drop_pin(repository, ref("A-1", 1));
  EXPECT_FALSE(collect_garbage());
  drop_pin(repository, ref("A-1", 1));
}

TEST(Pins, LeaveNoFolderWhenTheLastOfATicketIsDropped) {
  const ScratchRepository scratch;
  const ObjectId result = scratch.commit_all("result");
  const auto repository = Repository::discover(scratch.folder());
  const fs::path folder = repository.common_dir() / "refs/sage/results/A-1";
  pin_result(repository, ref("A-1", 1), result);
  pin_result(repository, ref("A-1", 2), result);
  drop_pin(repository, ref("A-1", 1));
  EXPECT_EQ(list_pins(repository).size(), 1U);
  drop_pin(repository, ref("A-1", 2));
  EXPECT_FALSE(fs::exists(folder));
  pin_result(repository, ref("A-1", 3), result);
  EXPECT_EQ(list_pins(repository).size(), 1U);
}

TEST(Pins, OfATicketComeAndGoSideBySide) {
  const ScratchRepository scratch;
  const ObjectId result = scratch.commit_all("result");
  const auto come_and_go = [&](int attempt) {
    const auto repository = Repository::discover(scratch.folder());
    for (int i = 0; i < 300; ++i) {
      pin_result(repository, ref("A-1", attempt), result);
      drop_pin(repository, ref("A-1", attempt));
    }
  };
  auto other = std::async(std::launch::async, come_and_go, 1);
  EXPECT_NO_THROW(come_and_go(2));
  EXPECT_NO_THROW(other.get());
}

TEST(Pins, AreDroppedOfPackedRefsAndNothingElseIs) {
  const ScratchRepository scratch;
  const ObjectId one = scratch.commit_all("one");
  const auto repository = Repository::discover(scratch.folder());
  scratch.git({"tag", "-a", "-m", "Tag", "tagged"});
  for (const int attempt : {1, 11}) pin_result(repository, ref("A-1", attempt), one);
  scratch.git({"pack-refs", "--all"});
  std::string expected = scratch.git({"for-each-ref"});
  const std::size_t end = expected.find(ref("A-1", 1) + "\n") + ref("A-1", 1).size() + 1;
  const std::size_t begin = expected.rfind('\n', end - 2) + 1;
  expected.erase(begin, end - begin);
  drop_pin(repository, ref("A-1", 1));
  EXPECT_EQ(scratch.git({"for-each-ref"}), expected);
  EXPECT_EQ(scratch.git({"rev-parse", "tagged^{commit}"}), one.hex());
  EXPECT_FALSE(fs::exists(scratch.folder() / ".git/packed-refs.lock"));
}

TEST(Pins, ThatAnotherGitKeepsLockedCannotBeDropped) {
  const ScratchRepository scratch;
  const ObjectId one = scratch.commit_all("one");
  const auto repository = Repository::discover(scratch.folder());
  pin_result(repository, ref("A-1", 1), one);
  scratch.git({"pack-refs", "--all"});
  scratch.write(".git/packed-refs.lock", "");
  try {
    drop_pin(repository, ref("A-1", 1));
    ADD_FAILURE() << "dropped beside a lock";
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("packed-refs.lock exists"), std::string::npos)
        << error.message();
  }
}

TEST(Pins, AreDroppedOnlyBelowRefsSage) {
  const ScratchRepository scratch;
  scratch.commit_all("one");
  const auto repository = Repository::discover(scratch.folder());
  for (const char* name : {"refs/heads/main", "refs/sage/../heads/main", "../config", ""})
    EXPECT_THROW(drop_pin(repository, name), Error) << name;
  EXPECT_TRUE(repository.commit_of("refs/heads/main"));
}

// libgit2's own removal wrote back packed refs as they were before a `git pack-refs` that came in
// between: the branch stood where it was some landings ago.
TEST(Pins, DroppedWhileRefsArePackedUndoNothing) {
  const ScratchRepository scratch;
  std::vector<ObjectId> commits;
  commits.reserve(8);
  for (int i = 0; i < 8; ++i) commits.push_back(scratch.commit_all(std::to_string(i)));
  const auto repository = Repository::discover(scratch.folder());
  ObjectId tip = commits.back();
  for (int i = 0; i < 150 && repository.commit_of("refs/heads/main") == tip; ++i) {
    const ObjectId next = commits[static_cast<std::size_t>(i) % commits.size()];
    auto packing = std::async(std::launch::async, [&] {
      test::run_git(scratch.folder(), {"pack-refs", "--all", "--prune"});
    });
    pin_result(repository, ref("A-" + std::to_string(i), 1), next);
    while (std::holds_alternative<RefBusy>(
        compare_and_swap(repository, "refs/heads/main", next, tip, "test"))) {
    }
    tip = next;
    if (i >= 4) drop_pin(repository, ref("A-" + std::to_string(i - 4), 1));
    packing.get();
  }
  EXPECT_EQ(repository.commit_of("refs/heads/main"), tip);
  EXPECT_EQ(list_pins(repository).size(), 4U);
}

// As a `git pack-refs` does that finds them empty; which looks at each a few times at most.
TEST(Pins, AreMadeThoughTheirFoldersAreRemovedMeanwhile) {
  const ScratchRepository scratch;
  const ObjectId one = scratch.commit_all("one");
  const auto repository = Repository::discover(scratch.folder());
  const fs::path results = scratch.folder() / ".git/refs/sage/results";
  constexpr int pins = 200;
  std::atomic<int> at = 0;
  auto removing = std::async(std::launch::async, [&] {
    for (int i = 0, removed = 0; i < pins; removed = i == at ? removed : 0, i = at)
      if (removed < 10 && ::rmdir((results / format("A-{}", i)).c_str()) == 0)
        removed += ::rmdir(results.c_str()) == 0 ? 2 : 1;
  });
  EXPECT_NO_THROW({
    for (; at < pins; ++at) {
      pin_result(repository, ref(format("A-{}", at.load()), 1), one);
      drop_pin(repository, ref(format("A-{}", at.load()), 1));
    }
  });
  at = pins;
}

TEST(Pins, SayWhyTheirFolderCannotBeMade) {
  const ScratchRepository scratch;
  const ObjectId one = scratch.commit_all("one");
  const auto repository = Repository::discover(scratch.folder());
  scratch.write(".git/refs/sage", "a file\n");
  const Error error = test::error_of([&] { pin_result(repository, ref("A-1", 1), one); });
  EXPECT_EQ(error.message().find("not found"), std::string::npos) << error.message();
  EXPECT_NE(error.message().find("refs/sage/results"), std::string::npos) << error.message();
}

TEST(Pins, ThatCannotBeMadeSayWhy) {
  const ScratchRepository scratch;
  const ObjectId one = scratch.commit_all("one");
  const auto repository = Repository::discover(scratch.folder());
  scratch.write(".git/refs/sage/candidates/A-1.lock", "");
  try {
    pin_candidate(repository, "A-1", one);
    ADD_FAILURE() << "pinned beside a lock";
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("A-1.lock"), std::string::npos) << error.message();
  }
}

TEST(Pins, AreListedByTicketAndAttempt) {
  const ScratchRepository scratch;
  const ObjectId one = scratch.commit_all("one"), two = scratch.commit_all("two");
  const auto repository = Repository::discover(scratch.folder());
  EXPECT_TRUE(list_pins(repository).empty());
  pin_result(repository, ref("B-2", 1), one);
  pin_result(repository, ref("A-1", 10), one);
  scratch.git({"pack-refs", "--all"});
  pin_result(repository, ref("A-1", 9), two);
  scratch.git({"update-ref", "refs/sage/results/odd", one.hex()});
  scratch.git({"update-ref", "refs/sage/results/C-1/x", one.hex()});
  const auto pins = list_pins(repository);
  ASSERT_EQ(pins.size(), 3U);
  EXPECT_EQ(pins[0].ref, ref("A-1", 9));
  EXPECT_EQ(pins[0].commit, two);
  EXPECT_EQ(pins[1].attempt, 10);
  EXPECT_EQ(pins[2].ticket, "B-2");
}

TEST(Pins, AreNeverMoved) {
  const ScratchRepository scratch;
  const ObjectId one = scratch.commit_all("one"), two = scratch.commit_all("two");
  const auto repository = Repository::discover(scratch.folder());
  pin_result(repository, ref("A-1", 1), one);
  pin_result(repository, ref("A-1", 1), one);
  EXPECT_THROW(pin_result(repository, ref("A-1", 1), two), Error);
  EXPECT_EQ(scratch.id(ref("A-1", 1)), one);
}

}  // namespace
}  // namespace sage
