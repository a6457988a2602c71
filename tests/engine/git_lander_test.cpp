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

TEST_F(GitLanderTest, SeveralLandByOneMoveOfTheBranchEachAsACommitOfItsOwn) {
  std::vector<Landing> landings;
  for (const std::string id : {"T-1", "T-2", "T-3"})
    landings.push_back(landing_of(entry(result(id, "new-" + id, id + "\n"))));
  const auto outcome = lander.land(landings, std::nullopt);
  const auto& at = std::get<std::vector<LandedAt>>(outcome);
  ASSERT_EQ(at.size(), 3U);
  EXPECT_EQ(user.git({"rev-list", "--reverse", base.hex() + "..main"}),
            at[0].commit.hex() + "\n" + at[1].commit.hex() + "\n" + at[2].commit.hex());
  EXPECT_EQ(user.git({"log", "--format=%s", "--reverse", base.hex() + "..main"}),
            "feat: #T-1\nfeat: #T-2\nfeat: #T-3");
  EXPECT_EQ(user.id("main@{1}"), base) << "one move";
  EXPECT_EQ(user.read("new-T-2"), "T-2\n");
  EXPECT_EQ(user.status(), "");
  for (const auto& intent : sink.all<event::LandingIntent>()) EXPECT_EQ(intent.old_tip, base);
  EXPECT_EQ(sink.all<event::Landed>().size(), 3U);
  EXPECT_TRUE(std::holds_alternative<event::LandingIntent>(sink.events.at(2).body))
      << "every intent is said before the branch moves";
}

TEST_F(GitLanderTest, OfSeveralThoseBeforeAConflictLand) {
  const auto one = landing_of(entry(result("T-1", "a", "one\n")));
  const auto two = landing_of(entry(result("T-2", "a", "two\n")));
  const auto outcome = lander.land({one, two}, std::nullopt);
  EXPECT_EQ(std::get<std::vector<LandedAt>>(outcome).size(), 1U);
  EXPECT_EQ(on_branch("a"), "one\n");
}

TEST_F(GitLanderTest, ACandidateIsTheCommitThatLands) {
  const auto one = landing_of(entry(result("T-1", "a", "one\n")));
  const auto two = landing_of(entry(result("T-2", "b", "two\n")));
  const auto first = std::get<Candidate>(lander.candidate(one, base));
  const auto second = std::get<Candidate>(lander.candidate(two, first.commit));
  EXPECT_EQ(tip(), base) << "nothing has moved";
  EXPECT_EQ(user.id("refs/sage/candidates/T-2"), second.commit);
  EXPECT_EQ(landed(one.entry).commit, first.commit);
  EXPECT_EQ(landed(two.entry).commit, second.commit);
  lander.drop_candidate(one.entry);
  lander.drop_candidate(two.entry);
  EXPECT_EQ(user.git({"for-each-ref", "refs/sage/candidates"}), "");
}

TEST_F(GitLanderTest, WhatIsNotTheTestedTreeDoesNotLand) {
  const auto one = landing_of(entry(result("T-1", "a", "one\n")));
  const auto candidate = std::get<Candidate>(lander.candidate(one, base));
  user.write("b", "the user's\n");
  const ObjectId theirs = user.commit_all("the branch moves while it is tested");
  EXPECT_TRUE(std::holds_alternative<Untested>(lander.land({one}, candidate.tree)));
  EXPECT_EQ(tip(), theirs);
  EXPECT_TRUE(sink.events.empty());
}

TEST_F(GitLanderTest, FilesMergedByLinesAreListed) {
  user.write("a", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  base = user.commit_all("lines");
  const auto one = entry(result("T-1", "a", "one\n2\n3\n4\n5\n6\n7\n8\n9\n"));
  const auto two = entry(result("T-2", "a", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n"));
  EXPECT_TRUE(landed(one).merged.empty());
  EXPECT_EQ(landed(two).merged, std::vector<std::string>{"a"});
  EXPECT_EQ(sink.all<event::Landed>().back().merged, std::vector<std::string>{"a"});
  EXPECT_EQ(on_branch("a"), "one\n2\n3\n4\n5\n6\n7\n8\nnine\n");
}

TEST_F(GitLanderTest, AClashIsSeenBeforeEitherLandsAndNothingIsWritten) {
  const auto one = entry(result("T-1", "a", "one\n"));
  const auto two = entry(result("T-2", "a", "two\n"));
  const auto three = entry(result("T-3", "b", "three\n"));
  const std::string before = user.git({"count-objects", "-v"});
  EXPECT_EQ(lander.clash(one, two), std::vector<std::string>{"a"});
  EXPECT_TRUE(lander.clash(one, three).empty());
  EXPECT_EQ(user.git({"count-objects", "-v"}), before);
  EXPECT_EQ(tip(), base);
}

TEST_F(GitLanderTest, ABranchThatLostWhatLandedEndsTheRun) {
  landed(entry(result("T-1", "a", "one\n")));
  const auto two = entry(result("T-2", "b", "two\n"));
  user.git({"reset", "--quiet", "--hard", base.hex()});
  const Error error = test::error_of([&] { land(two); });
  EXPECT_EQ(error.kind(), ErrorKind::repository_state);
  EXPECT_NE(error.message().find("history was rewritten"), std::string::npos) << error.message();
  EXPECT_EQ(test::error_of([&] { lander.tip(); }).kind(), ErrorKind::repository_state);
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
