#include "plan/cycles.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "plan/drawn.h"
#include "plan/edges.h"

namespace sage {
namespace {

using test::drawn;
using testing::ElementsAre;
using testing::IsEmpty;

Rows rows_of(const Backlog& backlog) {
  return Rows::predecessors(backlog.size(), edges_of(backlog));
}

std::vector<std::string> cycles(const Backlog& backlog) {
  std::vector<std::string> out;
  for (const auto& cycle : cycles_in(rows_of(backlog))) {
    std::string path;
    for (const TicketIndex t : cycle) path += std::string(backlog[t].id);
    out.push_back(path);
  }
  return out;
}

//   A -> B -> C -> A     D -> D     E -> F     G <-> H, which waits for A too
TEST(Cycles, FindsOneOfEveryKnot) {
  EXPECT_THAT(cycles(drawn("A : B \n B : C \n C : A \n D : D \n E : F \n F \n G : H \n H : G A")),
              ElementsAre("ABC", "D", "GH"));
}

TEST(Cycles, OfWhatCanBeOrderedAreNone) {
  EXPECT_THAT(cycles(drawn("D : C B \n C : A \n B : A \n A \n E epic >D")), IsEmpty());
  EXPECT_THAT(cycles_in(Rows()), IsEmpty());
}

//   A -> B -> C -> D -> A and C -> A
TEST(Cycles, TakesTheShortestWayBack) {
  EXPECT_THAT(cycles(drawn("A : B \n B : C \n C : D A \n D : A")), ElementsAre("ABC"));
}

TEST(Cycles, BeginsWithTheTicketThatComesFirst) {
  EXPECT_THAT(cycles(drawn("X : C \n C : B \n B : A \n A : C")), ElementsAre("CBA"));
}

TEST(Cycles, OfAHundredThousandTicketsIsFoundWithoutRecursion) {
  constexpr TicketIndex length = 100'000;
  std::vector<Edge> edges;
  for (TicketIndex t = 0; t < length; ++t) edges.push_back({(t + 1) % length, t});
  const auto found = cycles_in(Rows::predecessors(length, edges));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].size(), length);
}

TEST(Cycles, OfFiftyThousandPairsAreAllFound) {
  std::vector<Edge> edges;
  for (TicketIndex t = 0; t < 100'000; t += 2) {
    edges.push_back({t, t + 1});
    edges.push_back({t + 1, t});
  }
  EXPECT_EQ(cycles_in(Rows::predecessors(100'000, edges)).size(), 50'000u);
}

/// Which tickets can be reached from which, by trying everything.
std::vector<std::vector<bool>> reach(const Rows& rows) {
  std::vector<std::vector<bool>> out(rows.size(), std::vector<bool>(rows.size()));
  for (TicketIndex a = 0; a < rows.size(); ++a)
    for (const TicketIndex b : rows[a]) out[a][b] = true;
  for (std::size_t via = 0; via < rows.size(); ++via)
    for (std::size_t a = 0; a < rows.size(); ++a)
      for (std::size_t b = 0; b < rows.size(); ++b)
        if (out[a][via] && out[via][b]) out[a][b] = true;
  return out;
}

TEST(Cycles, AreOnePerKnotOfARandomGraphAndReal) {
  std::mt19937 random(42);
  for (int round = 0; round < 300; ++round) {
    const TicketIndex size = 1 + random() % 12;
    std::vector<Edge> edges;
    for (std::size_t i = random() % (2 * size); i > 0; --i)
      edges.push_back(
          {static_cast<TicketIndex>(random() % size), static_cast<TicketIndex>(random() % size)});
    const Rows rows = Rows::predecessors(size, edges);
    const auto reached = reach(rows);
    std::vector<TicketIndex> firsts, expected;
    for (const auto& cycle : cycles_in(rows)) {
      firsts.push_back(cycle.front());
      for (std::size_t i = 0; i < cycle.size(); ++i)
        EXPECT_TRUE(std::ranges::binary_search(rows[cycle[i]], cycle[(i + 1) % cycle.size()]));
    }
    for (TicketIndex t = 0; t < size; ++t) {
      bool is_first = reached[t][t];
      for (TicketIndex before = 0; before < t; ++before)
        if (reached[t][before] && reached[before][t]) is_first = false;
      if (is_first) expected.push_back(t);
    }
    EXPECT_EQ(firsts, expected);
  }
}

}  // namespace
}  // namespace sage
