#include "engine/weights.h"

#include <gtest/gtest.h>

#include "run/journal.h"
#include "run/layout.h"
#include "support/temp_folder.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

using test::TempFolder;
using Times = std::map<std::string, std::int64_t>;

Backlog backlog() {
  return read_index_text(R"({"tickets": [
    {"id": "A", "title": "a", "state": "UNPROCESSED", "effort": 2},
    {"id": "B", "title": "b", "state": "UNPROCESSED", "effort": 4},
    {"id": "C", "title": "c", "state": "UNPROCESSED"}]})",
                         "index");
}

TEST(Weights, NothingIsKnownOfTheFirstRun) { EXPECT_TRUE(weights(backlog(), {}).empty()); }

TEST(Weights, TimesOfOtherTicketsSayNothing) {
  EXPECT_TRUE(weights(backlog(), {{"Z", 1000}}).empty());
}

TEST(Weights, OwnTimeElseEffortElseAverage) {
  EXPECT_EQ(weights(backlog(), {{"A", 1000}}), (std::vector<double>{1000, 2000, 1000}));
  EXPECT_EQ(weights(backlog(), {{"A", 1000}, {"B", 5000}}),
            (std::vector<double>{1000, 5000, 3000}));
}

TEST(Weights, TicketWithoutEffortCountsAsOneUnit) {
  EXPECT_EQ(weights(backlog(), {{"C", 600}}), (std::vector<double>{1200, 2400, 600}));
}

TEST(Durations, WithoutAPastAreTheAssumedTimeOnAverageByEffort) {
  const Durations took = durations(backlog(), {});  // efforts 2, 4, and 1 where not said
  EXPECT_EQ(took.ms, (std::vector<std::int64_t>{514286, 1028571, 257143}));
  EXPECT_EQ(took.known, 0u);
}

TEST(Durations, WithAPastAreTheWeightsAndContainersTakeNone) {
  const Backlog tickets = read_index_text(R"({"tickets": [
    {"id": "A", "title": "a", "state": "UNPROCESSED", "effort": 2},
    {"id": "B", "title": "b", "state": "UNPROCESSED", "effort": 4},
    {"id": "E", "title": "e", "state": "UNPROCESSED", "type": "epic", "effort": 9}]})",
                                          "index");
  const Durations took = durations(tickets, {{"A", 1000}, {"gone", 5}});
  EXPECT_EQ(took.ms, (std::vector<std::int64_t>{1000, 2000, 0}));
  EXPECT_EQ(took.known, 1u);
}

class PastTimes : public testing::Test {
 public:
  void run(const std::string& id, const std::vector<std::pair<std::string, std::int64_t>>& times) {
    Journal journal(layout.journal(id));
    journal.take({1, event::RunStarted{.run = id}});
    for (const auto& [ticket, ms] : times) {
      journal.take({1, event::TicketStarted{.ticket = ticket}});
      journal.take({2, event::AttemptFailed{.ticket = ticket, .agent_ms = ms}});
    }
  }
  Times past() { return past_agent_times(layout.runs()); }

  TempFolder folder;
  Layout layout{folder / ".sage"};
};

TEST_F(PastTimes, NoRunsNoTimes) { EXPECT_TRUE(past().empty()); }

TEST_F(PastTimes, AllAttemptsOfARunTogether) {
  run("run-1", {{"A", 100}, {"A", 50}, {"B", 7}});
  EXPECT_EQ(past(), (Times{{"A", 150}, {"B", 7}}));
}

TEST_F(PastTimes, NewestRunCounts) {
  run("run-1", {{"A", 100}, {"B", 100}});
  run("run-2", {{"A", 30}, {"B", 0}});
  EXPECT_EQ(past(), (Times{{"A", 30}, {"B", 100}}));
}

TEST_F(PastTimes, OnlyTheLastFiveRunsCount) {
  for (const std::string n : {"1", "2", "3", "4", "5", "6"}) run("run-" + n, {{"T-" + n, 10}});
  const auto times = past();
  EXPECT_EQ(times.size(), 5u);
  EXPECT_FALSE(times.contains("T-1"));
}

TEST_F(PastTimes, JournalThatCannotBeReadSaysNothing) {
  run("run-1", {{"A", 100}});
  test::write_text(layout.journal("run-2"), "not JSON\n{}\n");
  EXPECT_EQ(past(), (Times{{"A", 100}}));
}

}  // namespace
}  // namespace sage
