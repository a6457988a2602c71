#include "plan/outline.h"

#include <gtest/gtest.h>

#include "plan/random_backlog.h"

namespace sage {
namespace {

using Begins = OutlineLine::Begins;

struct Drawn {
  explicit Drawn(Backlog tickets) : backlog(std::move(tickets)) {
    for (const Ticket& ticket : backlog.tickets())
      durations.push_back(static_cast<std::int64_t>(ticket.effort));
    open.assign(backlog.size(), true);
    shown = open;
  }
  explicit Drawn(const std::string& text) : Drawn(test::drawn(text)) {}

  std::vector<OutlineLine> lines() const {
    return outline_of({graph, shown, durations, critical_path(graph, durations, open)});
  }
  /// "A / |B / C(D)": trees begin with "=", branches with "|" for each column.
  std::string text() const {
    std::string out;
    for (const auto& line : lines()) {
      out += out.empty() ? "" : " ";
      out += line.begins == Begins::tree
                 ? "="
                 : std::string(line.depth, line.begins == Begins::branch ? '|' : '.');
      out += std::string(backlog[line.ticket].id);
      if (!line.also_after.empty()) out += "(" + test::ids(backlog, line.also_after) + ")";
    }
    return out;
  }

  Backlog backlog;
  Graph graph = Graph::build(backlog);
  std::vector<std::int64_t> durations;
  std::vector<bool> open, shown;
};

TEST(Outline, AChainGoesOnInItsColumn) {
  EXPECT_EQ(Drawn("A x1\nB x1 : A\nC x1 : B").text(), "=A B C");
}

TEST(Outline, WhatHasLessBehindItBranchesOff) {
  EXPECT_EQ(Drawn("A x1\nB x1 : A\nC x1 : A\nD x1 : C\nE x1 : A").text(), "=A |B |E C D");
}

TEST(Outline, OffTheCriticalPathTheOneWithTheMostBehindItGoesOn) {
  EXPECT_EQ(Drawn("A x1\nN x1 : A\nX x1 : N\nY x1 : N\nZ x1 : Y\nQ x99 : A").text(),
            "=A |N ||X .Y .Z Q");
}

TEST(Outline, ABranchGoesOnInItsOwnColumn) {
  EXPECT_EQ(Drawn("A x1\nB x1 : A\nC x1 : B\nP x9 : A\nQ x1 : P").text(), "=A |B .C P Q");
}

//  A ──► B ──► D: below C, which takes longer
//   └──► C ───┘
TEST(Outline, ADiamondStandsBelowItsLaterSideAndNamesTheOther) {
  EXPECT_EQ(Drawn("A x1\nB x1 : A\nC x5 : A\nD x1 : B C").text(), "=A |B C D(B)");
}

TEST(Outline, WhatIsAboveAnywayIsNotNamed) {
  EXPECT_EQ(Drawn("A x1\nB x1 : A\nC x1 : A B").text(), "=A B C");
}

TEST(Outline, TheCriticalPathIsTheFirstColumnOfTheFirstTree) {
  EXPECT_EQ(Drawn("A x1\nB x1\nC x1 : B\nD x9 : B\nE x1 : C\nF x1 : E").text(), "=B |C .E .F D =A");
}

TEST(Outline, OnlyWhatIsShownIsOutlined) {
  Drawn drawn("A x1\nB x1 : A\nC x1 : B");
  drawn.shown[1] = false;
  EXPECT_EQ(drawn.text(), "=A =C");
}

class RandomOutline : public testing::TestWithParam<unsigned> {};

TEST_P(RandomOutline, HoldsEachTicketOnceAfterWhatItWaitsForAndNamesTheRest) {
  test::Random random(GetParam());
  const Drawn drawn(test::random_backlog(random, {60, test::pick(random, 1, 12), 0, 0, 10, 10}));
  const auto lines = drawn.lines();
  ASSERT_EQ(lines.size(), drawn.backlog.size());
  std::vector<TicketIndex> at_depth;  // the line above in each column
  std::set<TicketIndex> seen;
  for (const auto& line : lines) {
    ASSERT_TRUE(seen.insert(line.ticket).second);
    if (line.begins == Begins::tree) at_depth.clear();
    const auto needs = drawn.graph.predecessors(line.ticket);
    std::set<TicketIndex> named(line.also_after.begin(), line.also_after.end());
    if (line.begins != Begins::tree) {
      const std::size_t above = line.depth - (line.begins == Begins::branch ? 1 : 0);
      ASSERT_LT(above, at_depth.size());
      EXPECT_TRUE(std::ranges::binary_search(needs, at_depth[above]));
    }
    for (const TicketIndex t : named) EXPECT_TRUE(std::ranges::binary_search(needs, t));
    at_depth.resize(line.depth + 1, line.ticket);
    at_depth[line.depth] = line.ticket;
    EXPECT_LE(line.depth, 7u);  // log2(60), and one for the critical path
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomOutline, testing::Range(0u, 40u));

TEST(Outline, OfManyDiamondsHasALineForEachTicket) {
  std::string text = "S0 x1\n";
  for (int i = 0; i < 40; ++i)
    text += format("A{0} x1 : S{0}\nB{0} x1 : S{0}\nS{1} x1 : A{0} B{0}\n", i, i + 1);
  EXPECT_EQ(Drawn(text).lines().size(), 121u);
}

TEST(Outline, OfALongCombStaysNarrow) {
  std::string text = "S0 x1\n";
  for (int i = 0; i < 2000; ++i) text += format("T{0} x1 : S{0}\nS{1} x1 : S{0}\n", i, i + 1);
  for (const auto& line : Drawn(text).lines()) EXPECT_LE(line.depth, 1u);
}

}  // namespace
}  // namespace sage
