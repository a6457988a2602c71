#include "engine/git_lander.h"

#include "run/layout.h"
#include "support/landing_fixture.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

class GitLanderTest : public test::LandingFixture {
 public:
  LandOutcome land(const QueueEntry& entry) {
    return lander.land({landing_of(entry)}, std::nullopt);
  }
  LandedAt landed(const QueueEntry& entry) { return at(land(entry)); }
  static LandedAt at(const LandOutcome& outcome) {
    const auto* landed = std::get_if<std::vector<LandedAt>>(&outcome);
    EXPECT_TRUE(landed);
    return landed ? landed->back() : LandedAt{};
  }
  static LandedAt at(const std::variant<LandedAt, Held>& outcome) {
    EXPECT_TRUE(std::holds_alternative<LandedAt>(outcome));
    return std::get<LandedAt>(outcome);
  }
  void track_index(const std::string& text) {
    user.write(index_in_tree, text);
    base = user.commit_all("index");
  }
  State state_on_branch(const std::string& ticket) {
    const Backlog backlog = read_index_text(on_branch(index_in_tree), "index");
    return backlog[backlog.find(ticket).value()].state;
  }
  static IndexEdit completing(const std::string& ticket) {
    return {.changes = {{.ticket = ticket, .state = State::completed}}};
  }
  static std::string large_index() {
    std::string text = test::small_index;
    return text.insert(1, "\"padding\": \"" + std::string(index_in_landing_limit, 'x') + "\", ");
  }

  Publisher moves = publisher();
  GitLander lander{repository(), moves};
};

TEST_F(GitLanderTest, LandingCommitTellsWhereItCameFrom) {
  const auto one = entry(result("T-1", "a", "landed\n"));
  const auto commit = landed(one).commit;
  EXPECT_EQ(
      user.git({"log", "-1", "--format=%B"}),
      "feat: #T-1\n\nSage-Ticket: T-1\nSage-Result: " + one.result.hex() + "\nSage-Run: run-1\n");
  EXPECT_EQ(user.git({"log", "-1", "--format=%(trailers:only)"}),
            "Sage-Ticket: T-1\nSage-Result: " + one.result.hex() + "\nSage-Run: run-1\n");
  EXPECT_EQ(user.git({"rev-list", "--parents", "-1", "main"}), commit.hex() + " " + base.hex());
}

TEST_F(GitLanderTest, LandingCommitHasTheUsersIdentityAndTheFrozenTime) {
  landed(entry(result("T-1", "a", "landed\n")));
  const std::string who = "Ada Example <ada@example.com> " + std::to_string(frozen / 1000);
  EXPECT_EQ(user.git({"log", "-1", "--format=%an <%ae> %at%n%cn <%ce> %ct"}), who + "\n" + who);
}

TEST_F(GitLanderTest, CodeAndStateArriveInOneTree) {
  track_index(test::small_index);
  const auto at = landed(entry(result("T-1", "a", "landed\n")));
  EXPECT_FALSE(at.index_pending);
  EXPECT_EQ(user.git({"diff", "--name-only", base.hex(), "main"}),
            std::string(index_in_tree) + "\na");
  EXPECT_EQ(state_on_branch("T-1"), State::completed);
  EXPECT_EQ(state_on_branch("T-2"), State::unprocessed);
}

TEST_F(GitLanderTest, BranchWithoutTheIndexGetsTheCodeAlone) {
  EXPECT_FALSE(landed(entry(result("T-1", "a", "landed\n"))).index_pending);
  EXPECT_EQ(user.git({"ls-tree", "-r", "--name-only", "main"}), "a\nb");
}

TEST_F(GitLanderTest, DiscoveredTicketsArriveWithTheLanding) {
  track_index(test::small_index);
  auto one = entry(result("T-1", "a", "landed\n"));
  one.discovered = {R"({"id":"T-3","title":"Three","discovered_from":"T-1"})"};
  landed(one);
  EXPECT_EQ(state_on_branch("T-3"), State::unprocessed);
}

TEST_F(GitLanderTest, SameResultLandsOnce) {
  const auto one = entry(result("T-1", "a", "landed\n"));
  const auto two = entry(result("T-2", "b", "landed\n"));
  const auto first = landed(one);
  const auto last = landed(two);
  const auto again = landed(one);
  EXPECT_EQ(again.commit, first.commit);
  EXPECT_TRUE(again.earlier);
  EXPECT_FALSE(first.earlier);
  EXPECT_EQ(tip(), last.commit);
  EXPECT_EQ(sink.all<event::Landed>().size(), 2u);
}

TEST_F(GitLanderTest, ResultIsMergedOntoWhatHasLandedSince) {
  user.write("many", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  base = user.commit_all();
  const auto top = entry(result("T-1", "many", "one\n2\n3\n4\n5\n6\n7\n8\n9\n"));
  const auto bottom = entry(result("T-2", "many", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n"));
  landed(top);
  landed(bottom);
  EXPECT_EQ(user.read("many"), "one\n2\n3\n4\n5\n6\n7\n8\nnine\n");
  EXPECT_EQ(user.status(), "");
}

TEST_F(GitLanderTest, ConflictNamesItsPathsAndMovesNothing) {
  const auto one = entry(result("T-1", "a", "one\n"));
  const auto two = entry(result("T-2", "a", "two\n"));
  const auto commit = landed(one).commit;
  const auto outcome = land(two);
  ASSERT_TRUE(std::holds_alternative<MergeConflict>(outcome));
  EXPECT_EQ(std::get<MergeConflict>(outcome).paths, std::vector<std::string>{"a"});
  EXPECT_EQ(tip(), commit);
  EXPECT_EQ(user.read("a"), "one\n");
}

TEST_F(GitLanderTest, LargeIndexIsLeftToARecordOfItsOwn) {
  track_index(large_index());
  const auto at = landed(entry(result("T-1", "a", "landed\n")));
  EXPECT_TRUE(at.index_pending);
  EXPECT_EQ(on_branch("a"), "landed\n");
  EXPECT_EQ(on_branch(index_in_tree), large_index());
  const auto recorded = GitLanderTest::at(lander.record(completing("T-1"), "run-1"));
  EXPECT_EQ(tip(), recorded.commit);
  EXPECT_EQ(state_on_branch("T-1"), State::completed);
}

TEST_F(GitLanderTest, IndexOfJustTheLimitStillLandsWithTheCode) {
  std::string text = large_index();
  text.erase(20, text.size() - index_in_landing_limit);
  ASSERT_EQ(text.size(), index_in_landing_limit);
  track_index(text);
  EXPECT_FALSE(landed(entry(result("T-1", "a", "landed\n"))).index_pending);
  EXPECT_EQ(state_on_branch("T-1"), State::completed);
}

TEST_F(GitLanderTest, CodeLandsOverABrokenIndex) {
  track_index("{ not an index");
  EXPECT_TRUE(landed(entry(result("T-1", "a", "landed\n"))).index_pending);
  EXPECT_EQ(on_branch("a"), "landed\n");
  EXPECT_EQ(on_branch(index_in_tree), "{ not an index");
}

TEST_F(GitLanderTest, RecordCommitSaysWhatItRecords) {
  track_index(test::small_index);
  IndexEdit edit = completing("T-1");
  edit.added.push_back({.id = "T-3", .title = "Three"});
  const auto commit = at(lander.record(edit, "run-1")).commit;
  EXPECT_EQ(user.git({"log", "-1", "--format=%B", commit.hex()}),
            "chore(sage): record ticket states\n\nT-1 COMPLETED\nT-3 added\n\nSage-Run: run-1\n");
  EXPECT_EQ(user.id("main^"), base);
  EXPECT_EQ(sink.all<event::Landed>().size(), 0u);
}

TEST_F(GitLanderTest, RecordOfWhatTheBranchShowsMakesNoCommit) {
  track_index(test::small_index);
  at(lander.record(completing("T-1"), "run-1"));
  const ObjectId before = tip();
  EXPECT_TRUE(at(lander.record(completing("T-1"), "run-2")).commit.is_zero());
  EXPECT_EQ(tip(), before);
}

TEST_F(GitLanderTest, RecordWithoutATrackedIndexMakesNoCommit) {
  EXPECT_TRUE(at(lander.record(completing("T-1"), "run-1")).commit.is_zero());
  EXPECT_EQ(tip(), base);
}

TEST_F(GitLanderTest, ForgetDropsThePin) {
  const auto one = entry(result("T-1", "a", "landed\n"));
  lander.forget(one);
  EXPECT_EQ(user.git({"for-each-ref", "refs/sage"}), "");
  lander.forget(one);
}

TEST_F(GitLanderTest, ForgetLeavesAPinThatHoldsAnotherResult) {
  auto one = entry(result("T-1", "a", "landed\n"));
  one.result = base;
  lander.forget(one);
  EXPECT_NE(user.git({"for-each-ref", "refs/sage"}), "");
}

}  // namespace
}  // namespace sage
