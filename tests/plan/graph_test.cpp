#include "plan/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/drawn.h"

namespace sage {
namespace {

using test::drawn;
using test::ids;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string before(const Backlog& backlog, const std::string& id) {
  return ids(backlog, Graph::build(backlog).predecessors(*backlog.find(id)));
}
std::string after(const Backlog& backlog, const std::string& id) {
  return ids(backlog, Graph::build(backlog).successors(*backlog.find(id)));
}

Error problem_of(const Backlog& backlog) {
  try {
    (void)Graph::build(backlog);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    return error;
  }
  return {ErrorKind::internal, "none"};
}

//   A -> B -> D
//    \-> C --/
TEST(Graph, HasEveryEdgeFromBothEnds) {
  const Backlog backlog = drawn("A \n B : A \n C : A \n D : C B");
  EXPECT_EQ(before(backlog, "A"), "");
  EXPECT_EQ(before(backlog, "D"), "B C");
  EXPECT_EQ(after(backlog, "A"), "B C");
  EXPECT_EQ(after(backlog, "D"), "");
}

//   A -> B   written as dependency, blocks and blockedBy, some of them twice
TEST(Graph, MergesAnEdgeThatIsWrittenMoreThanOnce) {
  const Backlog backlog = drawn("A !B !B \n B ~A : A A");
  EXPECT_EQ(before(backlog, "B"), "A");
  EXPECT_EQ(after(backlog, "A"), "B");
}

TEST(Graph, TakesTheUnionOfAllThreeFields) {
  const Backlog backlog = drawn("A !D \n B \n C \n D ~B : C");
  EXPECT_EQ(before(backlog, "D"), "A B C");
}

//   A, B, C -> E     A is listed, B names its parent, C both
TEST(Graph, MakesAContainerWaitForItsChildrenWhicheverEndNamesThem) {
  const Backlog backlog = drawn("E epic >A >C \n A \n B ^E \n C ^E");
  EXPECT_EQ(before(backlog, "E"), "A B C");
  EXPECT_EQ(before(backlog, "A"), "");
}

TEST(Graph, TakesAParentThatIsNoContainerAsHierarchyOnly) {
  const Backlog backlog = drawn("A \n B ^A");
  EXPECT_EQ(before(backlog, "A"), "");
  EXPECT_EQ(before(backlog, "B"), "");
}

//   P -> E   and   A in E: A may start without P
TEST(Graph, DoesNotHandAnEpicsDependenciesToItsChildren) {
  const Backlog backlog = drawn("P \n E epic >A : P \n A");
  EXPECT_EQ(before(backlog, "A"), "");
  EXPECT_EQ(before(backlog, "E"), "P A");
}

TEST(Graph, OrdersEveryTicketAfterItsPredecessors) {
  const Backlog backlog = drawn("D : C B \n C : A \n B : A \n A \n E epic >D");
  EXPECT_EQ(ids(backlog, Graph::build(backlog).topological()), "A C B D E");
}

TEST(Graph, OfNothingIsEmpty) {
  const Graph graph = Graph::build(test::backlog_of({}));
  EXPECT_EQ(graph.size(), 0u);
  EXPECT_TRUE(graph.topological().empty());
}

TEST(Graph, NamesAReferenceToAnUnknownTicketAndTheNearestKnown) {
  const Error error = problem_of(drawn("AUTH-001 \n AUTH-002 : AUTH-01 \n DB-100"));
  EXPECT_EQ(error.message(), "ticket AUTH-002: dependencies: no ticket \"AUTH-01\"");
  EXPECT_EQ(error.hint(), "did you mean AUTH-001?");
}

TEST(Graph, NamesTheFieldOfAnUnknownReference) {
  EXPECT_THAT(problem_of(drawn("A !X")).message(), StartsWith("ticket A: blocks:"));
  EXPECT_THAT(problem_of(drawn("A ~X")).message(), StartsWith("ticket A: blockedBy:"));
  EXPECT_THAT(problem_of(drawn("A >X")).message(), StartsWith("ticket A: children:"));
  EXPECT_THAT(problem_of(drawn("A ^X")).message(), StartsWith("ticket A: parent:"));
}

TEST(Graph, CountsTheOtherUnknownReferences) {
  const Error error = problem_of(drawn("A : far-away \n B !not-here : nowhere \n C ^lost"));
  EXPECT_EQ(error.message(),
            "ticket A: dependencies: no ticket \"far-away\" (and 3 more references like it)");
  EXPECT_EQ(error.hint(), "");
}

TEST(Graph, ReportsAHundredThousandUnknownReferencesAtOnce) {
  json::array tickets;
  for (int i = 0; i < 100'000; ++i) tickets.push_back(test::ticket_of(format("T-{} : X-{}", i, i)));
  EXPECT_THAT(problem_of(test::backlog_of(tickets)).message(), HasSubstr("and 99999 more"));
}

//   A -> B -> C -> A,  D waits behind
TEST(Graph, RejectsACycleWithItsWholePath) {
  const Error error = problem_of(drawn("D : A \n A : B \n B : C \n C : A"));
  EXPECT_EQ(error.message(), "dependency cycle of 3 tickets: A -> B -> C -> A");
}

TEST(Graph, RejectsATicketThatDependsOnItself) {
  EXPECT_THAT(problem_of(drawn("A : A")).message(), EndsWith("cycle of 1 ticket: A -> A"));
}

//   E holds A, A depends on E
TEST(Graph, RejectsAChildThatWaitsForItsOwnEpic) {
  EXPECT_THAT(problem_of(drawn("E epic \n A ^E : E")).message(), EndsWith(": E -> A -> E"));
}

/// T-0 <- T-1 <- … in the order of the file, or against it.
json::array chain(int length, bool backwards) {
  json::array tickets;
  for (int i = 0; i < length; ++i)
    tickets.push_back(
        test::ticket_of(i == 0 ? std::string("T-0") : format("T-{} : T-{}", i, i - 1)));
  if (backwards) std::reverse(tickets.begin(), tickets.end());
  return tickets;
}

TEST(Graph, OrdersAChainOfAHundredThousand) {
  for (const bool backwards : {false, true}) {
    const Backlog backlog = test::backlog_of(chain(100'000, backwards));
    const Graph graph = Graph::build(backlog);
    ASSERT_EQ(graph.topological().size(), 100'000u);
    EXPECT_EQ(backlog[graph.topological().front()].id, "T-0");
    EXPECT_EQ(backlog[graph.topological().back()].id, "T-99999");
  }
}

TEST(Graph, CutsTheMessageOfALongCycleInTheMiddle) {
  json::array tickets = chain(100'000, false);
  tickets[0] = test::ticket_of("T-0 : T-99999");
  const std::string message = problem_of(test::backlog_of(tickets)).message();
  EXPECT_THAT(message, StartsWith("dependency cycle of 100000 tickets: T-0 -> T-99999 -> T-99998"));
  EXPECT_THAT(message, HasSubstr("T-99991 -> (99980 more) -> T-10 -> T-9 -> "));
  EXPECT_THAT(message, EndsWith("T-2 -> T-1 -> T-0"));
}

TEST(Graph, ShowsACycleOfTwentyWhole) {
  json::array tickets = chain(20, false);
  tickets[0] = test::ticket_of("T-0 : T-19");
  const std::string message = problem_of(test::backlog_of(tickets)).message();
  EXPECT_THAT(message, HasSubstr("T-11 -> T-10 -> T-9"));
  EXPECT_EQ(message.find("more"), message.npos);
}

}  // namespace
}  // namespace sage
