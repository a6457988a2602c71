#include "repo/commit.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "support/scratch_repository.h"

namespace sage {
namespace {

using test::ScratchRepository;

const Identity ada{"Ada Example", "ada@example.com"};
constexpr WallTime noon = 1'700'000'000'123;

class Landing : public ::testing::Test {
 protected:
  ObjectId commit(std::vector<ObjectId> parents, const std::string& message = "a message\n") {
    return write_commit(repository, {repository.tree_of({}),
                                     std::move(parents),
                                     message,
                                     ada,
                                     {"Bob", "bob@example.com"},
                                     noon});
  }

  const ScratchRepository scratch;
  const ObjectId root = scratch.commit_all("root");
  const Repository repository = Repository::discover(scratch.folder());
};

TEST_F(Landing, CommitsAreWhatGitReadsAndMoveNothing) {
  scratch.git({"mktree"});  // the empty tree
  const ObjectId made = commit({root}, "subject\n\nSage-Result: 1\n");
  EXPECT_EQ(
      scratch.git({"log", "-1", "--format=%an|%ae|%cn|%at|%ct|%ad|%P", "--date=iso", made.hex()}),
      "Ada Example|ada@example.com|Bob|1700000000|1700000000|2023-11-14 22:13:20 +0000|" +
          root.hex());
  EXPECT_EQ(scratch.git({"cat-file", "-p", made.hex()}).substr(0, 5), "tree ");
  EXPECT_EQ(scratch.id("main"), root);
  EXPECT_EQ(repository.message_of(made), "subject\n\nSage-Result: 1\n");
}

TEST_F(Landing, TheSameRequestGivesTheSameCommit) { EXPECT_EQ(commit({root}), commit({root})); }

TEST_F(Landing, ANulInAMessageDoesNotSwallowTheTrailers) {
  const ObjectId made = commit({root}, std::string("a\0b\n\nSage-Result: 1\n", 20));
  EXPECT_EQ(trailers(repository.message_of(made), "Sage-Result"), std::vector<std::string>{"1"});
}

TEST_F(Landing, MovesABranchThatStandsWhereItWasSeen) {
  const ObjectId next = commit({root});
  EXPECT_TRUE(std::holds_alternative<Swapped>(
      compare_and_swap(repository, "refs/heads/main", next, root, "sage-stream: landed A-1")));
  EXPECT_EQ(scratch.id("main"), next);
  EXPECT_EQ(scratch.git({"log", "-g", "-1", "--format=%gs", "main"}), "sage-stream: landed A-1");
  EXPECT_EQ(scratch.git({"log", "-g", "-1", "--format=%H %gs", "HEAD"}),
            next.hex() + " sage-stream: landed A-1")
      << "main is checked out, so HEAD's log has the line too";
}

TEST_F(Landing, DoesNotMoveABranchThatMoved) {
  const ObjectId moved = scratch.commit_all("somebody else's");
  const auto outcome =
      compare_and_swap(repository, "refs/heads/main", commit({root}), root, "landed");
  ASSERT_TRUE(std::holds_alternative<TipMoved>(outcome));
  EXPECT_EQ(std::get<TipMoved>(outcome).tip, moved);
  EXPECT_EQ(scratch.id("main"), moved);
}

TEST_F(Landing, DoesNotBringADeletedBranchBack) {
  scratch.git({"checkout", "--quiet", "--detach"});
  scratch.git({"branch", "-D", "main"});
  const auto outcome =
      compare_and_swap(repository, "refs/heads/main", commit({root}), root, "landed");
  ASSERT_TRUE(std::holds_alternative<TipMoved>(outcome));
  EXPECT_TRUE(std::get<TipMoved>(outcome).tip.is_zero());
}

TEST_F(Landing, CreatesABranchThatIsNotThereAndNoOther) {
  const ObjectId first = commit({});
  EXPECT_TRUE(std::holds_alternative<Swapped>(
      compare_and_swap(repository, "refs/heads/new", first, {}, "landed")));
  EXPECT_EQ(scratch.id("refs/heads/new"), first);
  EXPECT_EQ(scratch.git({"log", "-g", "-1", "--format=%gs", "new"}), "landed");
  const auto again = compare_and_swap(repository, "refs/heads/new", root, {}, "landed");
  ASSERT_TRUE(std::holds_alternative<TipMoved>(again));
  EXPECT_EQ(std::get<TipMoved>(again).tip, first);
  EXPECT_EQ(scratch.id("refs/heads/new"), first);
}

TEST_F(Landing, TheFirstCommitOfAnUnbornBranchIsARoot) {
  const ScratchRepository unborn;
  const auto opened = Repository::discover(unborn.folder());
  const ObjectId tree = opened.tree_of({});
  unborn.git({"mktree"});
  const ObjectId first = write_commit(opened, {tree, {}, "first\n", ada, ada, noon});
  EXPECT_TRUE(std::holds_alternative<Swapped>(
      compare_and_swap(opened, "refs/heads/main", first, {}, "landed")));
  EXPECT_EQ(unborn.id("HEAD"), first);
  EXPECT_EQ(unborn.git({"log", "-g", "-1", "--format=%gs", "HEAD"}), "landed");
}

TEST_F(Landing, SaysThatAnotherGitHoldsTheRef) {
  const std::string lock = ".git/refs/heads/main.lock";
  scratch.write(lock, "");
  const auto outcome =
      compare_and_swap(repository, "refs/heads/main", commit({root}), root, "landed");
  ASSERT_TRUE(std::holds_alternative<RefBusy>(outcome));
  EXPECT_EQ(std::get<RefBusy>(outcome).lock_file, (scratch.folder() / lock).string());
  scratch.write(".git/refs/heads/new.lock", "");
  EXPECT_TRUE(std::holds_alternative<RefBusy>(
      compare_and_swap(repository, "refs/heads/new", root, {}, "landed")));
}

TEST_F(Landing, FollowsASymbolicRef) {
  scratch.git({"symbolic-ref", "refs/heads/alias", "refs/heads/main"});
  const ObjectId next = commit({root});
  EXPECT_TRUE(std::holds_alternative<Swapped>(
      compare_and_swap(repository, "refs/heads/alias", next, root, "landed")));
  EXPECT_EQ(scratch.id("main"), next);
  EXPECT_EQ(scratch.git({"symbolic-ref", "refs/heads/alias"}), "refs/heads/main");
}

TEST_F(Landing, MovesAPackedRef) {
  scratch.git({"pack-refs", "--all"});
  const ObjectId next = commit({root});
  EXPECT_TRUE(std::holds_alternative<Swapped>(
      compare_and_swap(repository, "refs/heads/main", next, root, "landed")));
  EXPECT_EQ(scratch.id("main"), next);
}

TEST_F(Landing, IsFoundByItsTrailerBehindMergesButNotBeforeTheStop) {
  const ObjectId landed = commit({root}, "x\n\nSage-Result: " + root.hex() + "\n");
  const ObjectId side = commit({root}, "side\n");
  const ObjectId merge = commit({side, landed}, "merge\n");
  EXPECT_EQ(find_landing(repository, merge, {}, root), FoundLanding{landed});
  EXPECT_EQ(find_landing(repository, merge, root, root), FoundLanding{landed});
  EXPECT_EQ(find_landing(repository, merge, landed, root), std::nullopt);
  EXPECT_EQ(find_landing(repository, merge, {}, side), std::nullopt);
  EXPECT_EQ(find_landing(repository, {}, {}, root), std::nullopt) << "an unborn branch";
}

TEST_F(Landing, IsLookedForInAShallowCloneToo) {
  scratch.git({"mktree"});
  const ObjectId landed = commit({root}, "x\n\nSage-Result: " + root.hex() + "\n");
  scratch.git({"reset", "--quiet", "--hard", landed.hex()});
  const ObjectId tip = scratch.commit_all("tip");
  const fs::path clone = scratch.outside() / "clone";
  ASSERT_EQ(
      test::run_git(scratch.outside(), {"clone", "--quiet", "--depth=2",
                                        "file://" + scratch.folder().string(), clone.string()})
          .status,
      0);
  const auto shallow = Repository::discover(clone);
  EXPECT_EQ(find_landing(shallow, tip, {}, root), FoundLanding{landed});
  EXPECT_EQ(find_landing(shallow, tip, {}, tip), std::nullopt);
  EXPECT_TRUE(shallow.is_ancestor(landed, tip));
  EXPECT_FALSE(shallow.is_ancestor(tip, landed));
}

}  // namespace
}  // namespace sage
