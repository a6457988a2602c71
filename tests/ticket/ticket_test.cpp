#include "ticket/ticket.h"

#include <gtest/gtest.h>

#include "ticket/fixtures.h"

namespace sage {
namespace {

TEST(Ids, AreLettersDigitsDotsDashesAndUnderscores) {
  for (const auto* id : {"AUTH-001", "ADAP-005-1", "a", "7", "x_y.z-1", "A.lock-1"})
    EXPECT_TRUE(is_valid_id(id)) << id;
  EXPECT_TRUE(is_valid_id(std::string(64, 'a')));
}

TEST(Ids, ThatCouldMeanAnotherPathOrRefAreRefused) {
  for (const auto* id : {"", ".", "..", "-a", "_a", ".a", "a..b", "a.lock", "a/b", "a b", "a\n",
                         "é", "a~1", "a:b", "../x"})
    EXPECT_FALSE(is_valid_id(id)) << id;
  EXPECT_FALSE(is_valid_id(std::string(65, 'a')));
}

TEST(Ids, LoseTheirNumbersInThePrefix) {
  EXPECT_EQ(prefix_of("AUTH-001"), "AUTH");
  EXPECT_EQ(prefix_of("ADAP-005-1"), "ADAP");
  EXPECT_EQ(prefix_of("A2A-006"), "A2A");
  EXPECT_EQ(prefix_of("setup"), "setup");
  EXPECT_EQ(prefix_of("v2"), "v2");
  EXPECT_EQ(prefix_of("7"), "7");
  EXPECT_EQ(prefix_of("1-2-3"), "1");
  EXPECT_EQ(prefix_of("a-"), "a-");
}

TEST(States, AreReadAsTheyAreWritten) {
  for (const State state :
       {State::unprocessed, State::in_progress, State::completed, State::deferred, State::failed})
    EXPECT_EQ(parse_state(to_string(state)), state);
  EXPECT_EQ(parse_state("completed"), std::nullopt);
  EXPECT_EQ(parse_state(""), std::nullopt);
}

TEST(Backlog, FindsEveryTicketAmongManyByItsExactId) {
  std::string tickets;
  for (int i = 0; i < 3000; ++i)
    tickets += (i ? "," : "") + test::ticket_with("", "T-" + std::to_string(i));
  const Backlog backlog = test::read(test::index_of(tickets));
  ASSERT_EQ(backlog.size(), 3000U);
  for (TicketIndex i = 0; i < backlog.size(); ++i) EXPECT_EQ(backlog.find(backlog[i].id), i);
  EXPECT_EQ(backlog.find("T-3000"), std::nullopt);
  EXPECT_EQ(backlog.find("t-7"), std::nullopt);
  EXPECT_TRUE(backlog.holds_in_any_case("t-7"));
  EXPECT_FALSE(backlog.holds_in_any_case(""));
}

TEST(Backlog, KeepsItsViewsWhenItIsMoved) {
  Backlog first = test::read_one(R"("type":"caf\u00e9","dependencies":["B-1"],)");
  const Backlog second = std::move(first);
  EXPECT_EQ(second[0].type, "café");
  EXPECT_EQ(second[0].dependencies[0], "B-1");
  EXPECT_EQ(second.find("A-1"), 0U);
}

}  // namespace
}  // namespace sage
