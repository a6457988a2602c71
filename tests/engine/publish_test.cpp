#include "engine/publish.h"

#include "os/dir_lock.h"
#include "support/landing_fixture.h"

namespace sage {
namespace {

using test::write_text;

class PublisherTest : public test::LandingFixture {
 public:
  LandOutcome publish(const Propose& propose) { return publisher().publish(propose); }

  void expect_held(const LandOutcome& outcome, Held::Why why) {
    const auto* held = std::get_if<Held>(&outcome);
    ASSERT_TRUE(held);
    EXPECT_EQ(held->why, why) << held->reason;
    EXPECT_EQ(tip(), base);
    EXPECT_EQ(sink.all<event::Landed>().size(), 0u);
  }
  static ObjectId commit_of(const LandOutcome& outcome) {
    const auto* landed = std::get_if<std::vector<LandedAt>>(&outcome);
    EXPECT_TRUE(landed);
    return landed ? landed->back().commit : ObjectId{};
  }
};

TEST_F(PublisherTest, LandsAndTheCheckoutFollows) {
  const auto commit = commit_of(publish(setting("folder/new", "new\n")));
  EXPECT_EQ(tip(), commit);
  EXPECT_EQ(user.git({"rev-list", "--parents", "-1", "main"}), commit.hex() + " " + base.hex());
  EXPECT_EQ(user.read("folder/new"), "new\n");
  EXPECT_EQ(user.status(), "");
  EXPECT_FALSE(fs::exists(layout.commit_lock()));
}

TEST_F(PublisherTest, SaysTheIntentBeforeTheBranchMovesAndLandedAfter) {
  std::vector<ObjectId> tips;
  sink.before = [&](const Event&) { tips.push_back(tip()); };
  const auto commit = commit_of(publish(setting("a", "new\n")));
  EXPECT_EQ(tips, std::vector({base, commit}));
  const auto intent = sink.all<event::LandingIntent>().at(0);
  EXPECT_EQ(intent.ref, "refs/heads/main");
  EXPECT_EQ(intent.old_tip, base);
  EXPECT_EQ(intent.new_tip, commit);
  EXPECT_EQ(sink.all<event::Landed>().at(0).commit, commit);
}

TEST_F(PublisherTest, SameProposalOnTheSameTipIsTheSameCommit) {
  const auto commit = commit_of(publish(setting("a", "new\n")));
  user.git({"reset", "--quiet", "--hard", base.hex()});
  EXPECT_EQ(commit_of(publish(setting("a", "new\n"))), commit);
}

TEST_F(PublisherTest, CommitThatArrivesBetweenProposingAndSwappingIsNotUndone) {
  ObjectId theirs;
  const auto inner = setting("a", "ours\n");
  const auto commit = commit_of(publish([&](const ObjectId& tip) {
    auto proposal = inner(tip);
    if (theirs.is_zero()) {
      user.write("b", "theirs\n");
      theirs = user.commit_all("theirs");
    }
    return proposal;
  }));
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(tip(), commit);
  EXPECT_EQ(user.id("main^"), theirs);
  EXPECT_EQ(on_branch("a"), "ours\n");
  EXPECT_EQ(on_branch("b"), "theirs\n");
  EXPECT_EQ(user.status(), "");
}

TEST_F(PublisherTest, CommitThatArrivesAtTheLastInstantIsNotUndone) {
  ObjectId theirs;
  sink.before = [&](const Event&) {
    if (!theirs.is_zero()) return;
    theirs = *ObjectId::parse(
        user.git({"commit-tree", "-p", base.hex(), "-m", "theirs", user.tree().hex()}));
    user.git({"update-ref", "refs/heads/main", theirs.hex()});
  };
  const auto commit = commit_of(publish(setting("a", "ours\n")));
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(tip(), commit);
  EXPECT_EQ(user.id("main^"), theirs);
  EXPECT_EQ(sink.all<event::LandingIntent>().size(), 2u);
  EXPECT_EQ(sink.all<event::Landed>().size(), 1u);
  EXPECT_EQ(user.status(), "");
}

TEST_F(PublisherTest, BranchThatMovesForEverIsGivenWayTo) {
  const auto inner = setting("a", "ours\n");
  int count = 0;
  const auto other = Repository::discover(user.folder());
  sink.before = [&](const Event&) {
    const ObjectId theirs =
        write_commit(other, {user.tree(), {tip()}, "x", {"A", "a@b"}, {"A", "a@b"}, ++count});
    compare_and_swap(other, "refs/heads/main", theirs, tip(), "theirs");
  };
  const auto outcome = publish(inner);
  ASSERT_TRUE(std::holds_alternative<Held>(outcome));
  EXPECT_EQ(std::get<Held>(outcome).why, Held::Why::busy);
  EXPECT_EQ(on_branch("a"), "a\n");
}

TEST_F(PublisherTest, NothingToPublishMovesNothing) {
  const auto outcome = publish([](const ObjectId&) { return LandedAt{.earlier = true}; });
  EXPECT_TRUE(std::get<std::vector<LandedAt>>(outcome).front().earlier);
  EXPECT_EQ(tip(), base);
  EXPECT_TRUE(sink.events.empty());
}

TEST_F(PublisherTest, ConflictMovesNothing) {
  const auto outcome = publish([](const ObjectId&) { return MergeConflict{{"a"}}; });
  EXPECT_EQ(std::get<MergeConflict>(outcome).paths, std::vector<std::string>{"a"});
  EXPECT_EQ(tip(), base);
  EXPECT_TRUE(sink.events.empty());
}

TEST_F(PublisherTest, HeldWhileAnotherProcessHoldsTheCommitLock) {
  make_folders(layout.root);
  const auto lock = DirLock::try_take(layout.commit_lock(), "somebody else");
  ASSERT_TRUE(std::holds_alternative<DirLock>(lock));
  const auto outcome = publish(setting("a", "new\n"));
  expect_held(outcome, Held::Why::busy);
  EXPECT_NE(std::get<Held>(outcome).reason.find("somebody else"), std::string::npos);
  EXPECT_EQ(asked, 0);
}

TEST_F(PublisherTest, HeldWhileAnotherGitHoldsTheRef) {
  const fs::path lock = user.folder() / ".git/refs/heads/main.lock";
  write_text(lock, "");
  expect_held(publish(setting("a", "new\n")), Held::Why::busy);
  EXPECT_EQ(user.read("a"), "a\n");
  EXPECT_TRUE(fs::exists(lock));
  fs::remove(lock);
  commit_of(publish(setting("a", "new\n")));
  EXPECT_EQ(user.status(), "");
}

TEST_F(PublisherTest, HeldWhileAnotherGitHoldsTheIndex) {
  const fs::path lock = user.folder() / ".git/index.lock";
  write_text(lock, "");
  expect_held(publish(setting("a", "new\n")), Held::Why::busy);
  EXPECT_TRUE(sink.events.empty());
  EXPECT_TRUE(fs::exists(lock));
  fs::remove(lock);
  commit_of(publish(setting("a", "new\n")));
  EXPECT_EQ(user.status(), "");
}

TEST_F(PublisherTest, HeldByAnEditInTheWayAndTheFileIsKept) {
  user.write("a", "mine\r\nand not committed");
  const auto outcome = publish(setting("a", "new\n"));
  expect_held(outcome, Held::Why::local_changes);
  EXPECT_EQ(std::get<Held>(outcome).paths, std::vector<std::string>{"a"});
  EXPECT_EQ(user.read("a"), "mine\r\nand not committed");
  EXPECT_TRUE(sink.events.empty());
}

TEST_F(PublisherTest, HeldByWhatIsOnlyStaged) {
  user.write("a", "staged\n");
  user.git({"add", "a"});
  user.write("a", "a\n");
  expect_held(publish(setting("a", "new\n")), Held::Why::local_changes);
  EXPECT_EQ(user.git({"show", ":a"}), "staged");
}

TEST_F(PublisherTest, HeldByAnUntrackedFileInTheWay) {
  user.write("new", "mine\n");
  const auto outcome = publish(setting("new", "theirs\n"));
  expect_held(outcome, Held::Why::local_changes);
  EXPECT_EQ(std::get<Held>(outcome).paths, std::vector<std::string>{"new"});
  EXPECT_EQ(user.read("new"), "mine\n");
}

TEST_F(PublisherTest, EditElsewhereStaysAsItIs) {
  user.write("b", "mine\n");
  user.write("untracked", "mine\n");
  commit_of(publish(setting("a", "new\n")));
  EXPECT_EQ(user.git_result({"status", "--porcelain"}).out, " M b\n?? untracked\n");
  EXPECT_EQ(user.read("b"), "mine\n");
}

TEST_F(PublisherTest, TicketIndexInTheCheckoutIsLeftToItsKeeper) {
  user.write(index_in_tree, "committed\n");
  base = user.commit_all();
  user.write(index_in_tree, "with marks\n");
  commit_of(publish(setting(index_in_tree, "landed\n")));
  EXPECT_EQ(user.read(index_in_tree), "with marks\n");
  EXPECT_EQ(on_branch(index_in_tree), "landed\n");
  user.write(index_in_tree, "landed\n");
  EXPECT_EQ(user.status(), "");
}

TEST_F(PublisherTest, HeldInTheMiddleOfAMerge) {
  user.git({"branch", "side"});
  user.write("b", "main\n");
  base = user.commit_all();
  user.git({"checkout", "--quiet", "side"});
  user.write("b", "side\n");
  user.commit_all();
  user.git({"checkout", "--quiet", "main"});
  user.git_result({"merge", "--quiet", "side"}, 1);
  const auto outcome = publish(setting("a", "new\n"));
  expect_held(outcome, Held::Why::operation);
  EXPECT_NE(std::get<Held>(outcome).reason.find("merge"), std::string::npos);
}

TEST_F(PublisherTest, HeldWhileTheTargetIsRebased) {
  user.git({"checkout", "--quiet", "-b", "other", "main"});
  user.write("b", "other\n");
  user.commit_all();
  user.git({"checkout", "--quiet", "main"});
  user.write("b", "main\n");
  base = user.commit_all();
  user.git_result({"rebase", "--quiet", "other"}, 1);
  expect_held(publish(setting("a", "new\n")), Held::Why::operation);
  user.git({"-c", "core.editor=true", "rebase", "--skip"});
  EXPECT_EQ(user.git({"symbolic-ref", "HEAD"}), "refs/heads/main");
}

TEST_F(PublisherTest, UnbornBranchGetsARootCommit) {
  user.git({"checkout", "--quiet", "--orphan", "unborn"});
  user.git({"rm", "-rfq", "."});
  Publisher unborn = publisher("refs/heads/unborn");
  EXPECT_TRUE(unborn.tip().is_zero());
  const auto commit = commit_of(unborn.publish(setting("first", "1\n")));
  EXPECT_EQ(user.git({"rev-list", "--parents", "unborn"}), commit.hex());
  EXPECT_EQ(user.read("first"), "1\n");
  EXPECT_EQ(user.status(), "");
}

TEST_F(PublisherTest, MissingBranchBeginsAtItsStartAndTheCheckoutIsLeftAlone) {
  user.write("a", "mine\n");
  Publisher onto = publisher("refs/heads/topic", base);
  EXPECT_EQ(onto.tip(), base);
  const auto commit = commit_of(onto.publish(setting("a", "new\n")));
  EXPECT_EQ(tip("refs/heads/topic"), commit);
  EXPECT_EQ(user.id("topic^"), base);
  EXPECT_EQ(tip(), base);
  EXPECT_EQ(user.read("a"), "mine\n");
  EXPECT_EQ(user.git_result({"status", "--porcelain"}).out, " M a\n");
}

TEST_F(PublisherTest, MissingBranchMadeByAnotherMeanwhileIsBuiltUpon) {
  user.write("b", "theirs\n");
  const ObjectId theirs = user.commit_all();
  bool made = false;
  sink.before = [&](const Event&) {
    if (!std::exchange(made, true)) user.git({"branch", "topic", theirs.hex()});
  };
  Publisher onto = publisher("refs/heads/topic", base);
  commit_of(onto.publish(setting("a", "new\n")));
  EXPECT_EQ(user.id("topic^"), theirs);
}

TEST_F(PublisherTest, CheckoutThatSwitchesToTheBranchInTheLastInstantFollows) {
  user.git({"branch", "topic"});
  bool switched = false;
  sink.before = [&](const Event&) {
    if (!std::exchange(switched, true)) user.git({"checkout", "--quiet", "topic"});
  };
  Publisher onto = publisher("refs/heads/topic", base);
  commit_of(onto.publish(setting("a", "new\n")));
  EXPECT_EQ(user.read("a"), "new\n");
  EXPECT_EQ(user.status(), "");
}

TEST_F(PublisherTest, FinishCheckoutLeavesEditedFilesAlone) {
  sink.before = [](const Event& event) {
    if (std::holds_alternative<event::Landed>(event.body)) throw test::Killed{};
  };
  const auto two = [&](const ObjectId& tip) {
    const ObjectId a = with(repository().tree_of(tip), "a", "new a\n");
    return std::vector{Proposal{.ticket = "T-1",
                                .tree = with(a, "b", "new b\n"),
                                .message = "two\n",
                                .at = frozen,
                                .landed = {.files = 2}}};
  };
  EXPECT_THROW(publish(two), test::Killed);
  user.write("b", "mine\n");
  publisher().finish_checkout(base, tip());
  EXPECT_EQ(user.read("a"), "new a\n");
  EXPECT_EQ(user.read("b"), "mine\n");
}

TEST_F(PublisherTest, FinishCheckoutLeavesWhatALaterCommitChangedAgain) {
  sink.before = [](const Event& event) {
    if (std::holds_alternative<event::Landed>(event.body)) throw test::Killed{};
  };
  EXPECT_THROW(publish(setting("a", "landed\n")), test::Killed);
  const ObjectId landed = tip();
  user.write("a", "later\n");
  user.commit_all();
  publisher().finish_checkout(base, landed);
  EXPECT_EQ(user.read("a"), "later\n");
  EXPECT_EQ(user.status(), "");
}

}  // namespace
}  // namespace sage
