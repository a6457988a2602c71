#include "repo/results.h"

#include <gtest/gtest.h>

#include <future>

#include "base/error.h"
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
