#include "run/run_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sage {
namespace {

using testing::ElementsAre;
using Phase = RunState::Phase;

ObjectId id(std::uint8_t n) { return ObjectId{{n}}; }

class RunStateTest : public testing::Test {
 protected:
  void at(WallTime time, EventBody body) { state.apply({start + time, std::move(body)}); }
  const RunState::TicketRun& ticket(const std::string& name) { return state.tickets.at(name); }

  static constexpr WallTime start = 1'795'000'000'000;
  RunState state;
};

// Two workers. A-1 lands at its second attempt, A-2 conflicts, lands after that; A-3 changes
// nothing; A-4 is deferred and blocks A-5; E-1 holds A-1 … A-3.
TEST_F(RunStateTest, FollowsAWholeRun) {
  at(0, event::RunStarted{.run = "r", .branch = "main", .worker_limit = 2, .tickets = 6});
  EXPECT_EQ(state.run.worker_limit, 2);
  EXPECT_EQ(state.started, start);
  at(1, event::Counts{.total = 6, .ready = 4});
  EXPECT_EQ(state.counts.ready, 4u);

  at(10, event::TicketStarted{"A-1", "One", 1, 0, 4711, 99, id(1)});
  at(10, event::TicketStarted{"A-2", "Two", 1, 1, 4712, 98, id(1)});
  EXPECT_EQ(ticket("A-1").phase, Phase::running);
  EXPECT_EQ(ticket("A-2").worker, 1);
  EXPECT_EQ(ticket("A-2").worker_pid, 4712);
  EXPECT_EQ(ticket("A-2").worker_start_time, 98u);
  at(20, event::Progress{"A-1", "preparing", "", 0});
  EXPECT_EQ(ticket("A-1").activity, "preparing");
  at(30, event::Progress{"A-1", "working", "reading src/a.c", 0});
  EXPECT_EQ(ticket("A-1").activity, "reading src/a.c");

  at(100, event::AttemptFailed{"A-1", 1, "failed", "exit status 3", 50, 80, "logs"});
  EXPECT_EQ(ticket("A-1").phase, Phase::waiting_to_retry);
  EXPECT_EQ(ticket("A-1").message, "exit status 3");
  EXPECT_EQ(ticket("A-1").activity, "");
  at(101, event::Progress{"A-1", "working", "too late", 0});
  EXPECT_EQ(ticket("A-1").activity, "");
  at(150, event::TicketStarted{"A-1", "One", 2, 0, 4711, 99, id(1)});
  EXPECT_EQ(ticket("A-1").attempt, 2);
  EXPECT_EQ(ticket("A-1").started, start + 150);

  at(200, event::ResultQueued{"A-2", 1, id(1), id(20), {"b.c"}, "did two", 190, 1, 1});
  EXPECT_EQ(ticket("A-2").phase, Phase::queued);
  EXPECT_EQ(ticket("A-2").result, id(20));
  at(210, event::ResultQueued{"A-1", 2, id(1), id(10), {"a.c", "b.c"}, "did one", 60, 1, 1});
  EXPECT_EQ(ticket("A-1").message, "");
  EXPECT_EQ(ticket("A-1").agent_ms, 140);
  EXPECT_THAT(ticket("A-1").files, ElementsAre("a.c", "b.c"));

  at(220, event::LandingHeld{"A-1", "local edits", {"a.c"}});
  EXPECT_EQ(ticket("A-1").phase, Phase::held);
  at(230, event::LandingIntent{"A-1", "refs/heads/main", id(10), id(1), id(2)});
  EXPECT_EQ(ticket("A-1").phase, Phase::queued);
  ASSERT_TRUE(ticket("A-1").open_intent);
  EXPECT_EQ(ticket("A-1").open_intent->new_tip, id(2));
  EXPECT_EQ(ticket("A-1").settled, 0);
  at(235, event::Landed{"A-1", id(10), id(2), 2, 5});
  EXPECT_EQ(ticket("A-1").phase, Phase::landed);
  EXPECT_EQ(ticket("A-1").commit, id(2));
  EXPECT_EQ(ticket("A-1").settled, start + 235);
  EXPECT_FALSE(ticket("A-1").open_intent);
  EXPECT_EQ(ticket("A-1").message, "");

  at(240, event::LandingIntent{"A-2", "refs/heads/main", id(20), id(2), id(3)});
  at(241, event::Conflicted{"A-2", 1, {"b.c", "c.c"}});
  EXPECT_EQ(ticket("A-2").phase, Phase::waiting_to_retry);
  EXPECT_EQ(ticket("A-2").category, "merge_conflict");
  EXPECT_EQ(ticket("A-2").message, "conflict in b.c, c.c");
  EXPECT_FALSE(ticket("A-2").open_intent);
  at(250, event::TicketStarted{"A-2", "Two", 2, 1, 4712, 98, id(2)});
  at(300, event::WorkerLost{1, "A-2", "killed by SIGKILL"});
  EXPECT_EQ(ticket("A-2").phase, Phase::waiting_to_retry);
  EXPECT_EQ(ticket("A-2").category, "worker_lost");
  EXPECT_EQ(ticket("A-2").message, "killed by SIGKILL");
  at(310, event::TicketStarted{"A-2", "Two", 2, 1, 4800, 97, id(2)});
  at(400, event::ResultQueued{"A-2", 2, id(2), id(21), {"b.c"}, "did two again", 80, 1, 1});
  at(410, event::LandingIntent{"A-2", "refs/heads/main", id(21), id(2), id(4)});
  at(411, event::Landed{"A-2", id(21), id(4), 1, 4});
  EXPECT_EQ(ticket("A-2").agent_ms, 270);

  at(420, event::TicketStarted{"A-3", "Three", 1, 0, 4711, 99, id(4)});
  at(430, event::Slowed{"A-3", 60});
  EXPECT_EQ(ticket("A-3").phase, Phase::waiting_to_retry);
  at(490, event::TicketStarted{"A-3", "Three", 1, 0, 4711, 99, id(4)});
  at(520, event::NoChange{"A-3", "was right", 1, 30});
  EXPECT_EQ(ticket("A-3").phase, Phase::no_change);
  EXPECT_EQ(ticket("A-3").settled, start + 520);
  at(521, event::Closed{"E-1"});
  EXPECT_EQ(ticket("E-1").phase, Phase::closed);

  at(530, event::TicketStarted{"A-4", "Four", 3, 0, 4711, 99, id(4)});
  at(600, event::AttemptFailed{"A-4", 3, "timeout", "over 30m", -1, 60, "logs"});
  at(600, event::Deferred{"A-4", "timeout", "over 30m", 3, "the end of stderr", id(40)});
  EXPECT_EQ(ticket("A-4").phase, Phase::deferred);
  EXPECT_EQ(ticket("A-4").category, "timeout");
  EXPECT_EQ(ticket("A-4").last_error, "the end of stderr");
  EXPECT_EQ(ticket("A-4").result, id(40));
  at(600, event::Blocked{"A-5", {"A-5", "A-4"}});
  EXPECT_EQ(ticket("A-5").phase, Phase::blocked);
  EXPECT_THAT(ticket("A-5").chain, ElementsAre("A-5", "A-4"));

  at(610, event::Warning{"", "clock jumped"});
  at(610, event::Warning{"A-4", "left a process"});
  EXPECT_THAT(state.warnings, ElementsAre("clock jumped", "A-4: left a process"));
  at(620, event::IndexReloaded{7, 1});
  EXPECT_EQ(state.run.tickets, 7u);
  at(625, event::Discovered{"A-6", "Six", "A-4"});
  at(625, event::Recovered{"A-9", "landed already", "Nine", {"src/x.c"}});
  at(630, event::TicketStarted{"A-6", "Six", 1, 0, 4711, 99, id(4)});
  at(640, event::Interrupted{2, true});
  EXPECT_EQ(ticket("A-6").phase, Phase::running);
  at(650, event::Cancelled{"A-6", 1});
  EXPECT_EQ(ticket("A-6").phase, Phase::cancelled);
  EXPECT_THAT(state.order, ElementsAre("A-1", "A-2", "A-3", "E-1", "A-4", "A-5", "A-6"));

  EXPECT_EQ(state.agent_ms(), 140 + 270 + 30 + 60);
  EXPECT_EQ(state.wall_ms(), 650);
  EXPECT_FALSE(state.finished);
  at(660, event::RunFinished{1, 1000});
  EXPECT_EQ(state.wall_ms(), 1000);
  EXPECT_DOUBLE_EQ(state.speed_up(), 0.5);
}

TEST(RunState, KnowsTitleAndFilesOfAResultOfAnEarlierRun) {
  const RunState state =
      fold({{1, event::Recovered{"A-1", "finished result, to be landed", "One", {"src/x.c"}}},
            {2, event::Landed{.ticket = "A-1", .files = 1}}});
  EXPECT_THAT(state.order, ElementsAre("A-1"));
  EXPECT_EQ(state.tickets.at("A-1").title, "One");
  EXPECT_THAT(state.tickets.at("A-1").files, ElementsAre("src/x.c"));
}

event::ResultQueued queued(const std::string& ticket) {
  return {.ticket = ticket, .base = id(1), .result = id(9), .agent_ms = 100};
}

event::GateStarted gate(const std::string& ticket, ObjectId commit, int worker,
                        std::vector<std::string> ahead = {}) {
  return {ticket, commit, commit, std::move(ahead), worker};
}

TEST_F(RunStateTest, KeepsTheTrainInTheOrderOfItsResults) {
  at(0, event::TicketStarted{.ticket = "A-1"});
  at(0, event::TicketStarted{.ticket = "A-2", .worker = 1});
  at(1, queued("A-2"));
  at(2, queued("A-1"));
  EXPECT_THAT(state.queue, ElementsAre("A-2", "A-1"));
  at(3, event::LandingHeld{"A-2", "local edits", {}});
  EXPECT_THAT(state.queue, ElementsAre("A-2", "A-1"));
  at(4, event::Landed{.ticket = "A-2"});
  EXPECT_THAT(state.queue, ElementsAre("A-1"));
  at(5, event::AttemptFailed{.ticket = "A-1", .category = "gate_failed", .log = "the log"});
  EXPECT_TRUE(state.queue.empty());
  EXPECT_EQ(ticket("A-1").log, "the log");
}

TEST_F(RunStateTest, ShowsWhatTheGateDoesWithAQueuedTicketThatDoesNotRun) {
  at(0, queued("A-1"));
  at(1, event::Progress{"A-1", "testing", "", 3});
  EXPECT_EQ(ticket("A-1").activity, "") << "no gate job of it is known";
  at(2, gate("A-1", id(2), 3, {"A-0"}));
  EXPECT_EQ(ticket("A-1").phase, Phase::queued);
  EXPECT_EQ(ticket("A-1").activity, "testing");
  EXPECT_EQ(state.tests.at("A-1").worker, 3);
  EXPECT_EQ(state.tests.at("A-1").started, start + 2);
  EXPECT_THAT(state.tests.at("A-1").ahead, ElementsAre("A-0"));
  at(3, event::Progress{"A-1", "testing", "unit", 3});
  EXPECT_EQ(ticket("A-1").activity, "testing: unit");
  at(4, event::Progress{"A-1", "collecting", "", 0});
  EXPECT_EQ(ticket("A-1").activity, "testing: unit") << "another worker's last word";
  at(5, event::GateFinished{
            .ticket = "A-1", .commit = id(2), .verdict = Verdict::PASS, .gate_ms = 40});
  EXPECT_EQ(ticket("A-1").phase, Phase::queued);
  EXPECT_EQ(ticket("A-1").activity, "");
  EXPECT_EQ(ticket("A-1").verdict, Verdict::PASS);
  EXPECT_EQ(ticket("A-1").gate_ms, 40);
  EXPECT_TRUE(state.tests.empty());
}

TEST_F(RunStateTest, ForgetsATestThatIsOfNoUseAnyMore) {
  at(0, queued("A-1"));
  at(1, gate("A-1", id(2), 0));
  at(2, gate("A-1", id(3), 1));
  at(3, event::GateFinished{.ticket = "A-1", .commit = id(2), .verdict = Verdict::PASS});
  EXPECT_EQ(state.tests.at("A-1").worker, 1) << "the newer test goes on";
  at(4, event::TicketStarted{.ticket = "B-1", .worker = 1});
  EXPECT_TRUE(state.tests.empty()) << "its worker does something else";
  at(5, gate("A-1", id(4), 2));
  at(6, event::Conflicted{"A-1", 1, {}});
  EXPECT_TRUE(state.tests.empty()) << "the result waits no more";
  at(7, gate("A-2", id(5), 2));
  at(8, event::WorkerLost{2, "", "killed"});
  EXPECT_TRUE(state.tests.empty()) << "its worker is gone";
}

TEST_F(RunStateTest, EndsATestThatWasDropped) {
  at(0, queued("A-1"));
  at(1, gate("A-1", id(2), 0));
  at(2, gate("A-1", id(3), 1));
  at(3, event::GateDropped{"A-1", id(2), id(2)});
  EXPECT_EQ(state.tests.at("A-1").worker, 1) << "the newer test goes on";
  EXPECT_EQ(ticket("A-1").activity, "testing");
  at(4, event::GateDropped{"A-1", id(3), id(3)});
  EXPECT_TRUE(state.tests.empty());
  EXPECT_EQ(ticket("A-1").activity, "");
  EXPECT_FALSE(ticket("A-1").verdict);
  EXPECT_EQ(state.trees_tested, 0U);
  at(5, gate("", id(4), 0));
  at(6, event::GateDropped{"", id(4), id(4)});
  EXPECT_TRUE(state.tests.empty());
  EXPECT_EQ(state.tickets.size(), 1U);
  at(7, event::TicketStarted{.ticket = "A-1"});
  at(8, event::Progress{"A-1", "mending", "", 0});
  at(9, event::GateDropped{"A-1", id(3), id(3)});
  EXPECT_EQ(ticket("A-1").activity, "mending") << "its agent's";
}

TEST_F(RunStateTest, TakesNoTicketFromATestOfTheBranchItself) {
  at(0, gate("", id(2), 0));
  EXPECT_EQ(state.tests.at("").worker, 0);
  at(1, event::Progress{"", "testing", "unit", 0});
  at(2, event::GateFinished{.commit = id(2), .verdict = Verdict::FAIL, .gate_ms = 7});
  EXPECT_TRUE(state.tests.empty());
  EXPECT_TRUE(state.tickets.empty());
  EXPECT_EQ(state.gate_ms, 7);
}

TEST_F(RunStateTest, AddsUpWhatChecksAndGateTook) {
  EXPECT_FALSE(state.has_gate());
  event::ResultQueued first = queued("A-1");
  first.check_ms = 30;
  first.fix_rounds = 2;
  first.checks = {{.name = "lint", .verdict = Verdict::PASS, .runs = 2}};
  at(0, first);
  EXPECT_EQ(ticket("A-1").fix_rounds, 2);
  const std::vector<CheckReport> passed{{.name = "unit", .verdict = Verdict::PASS, .runs = 3}};
  const std::vector<CheckReport> failed{{.name = "unit", .verdict = Verdict::FAIL, .log = "u.log"}};
  at(1, event::GateFinished{"A-1", id(2), id(2), Verdict::PASS, passed, false, 40});
  at(2, event::GateFinished{"A-1", id(3), id(3), Verdict::PASS, passed, true, 0});
  EXPECT_EQ(ticket("A-1").log, "");
  at(3, event::GateFinished{"A-1", id(4), id(4), Verdict::FAIL, failed, true, 0});
  EXPECT_EQ(ticket("A-1").log, "u.log");
  EXPECT_EQ(ticket("A-1").verdict, Verdict::FAIL);
  EXPECT_TRUE(state.has_gate());
  EXPECT_EQ(state.check_ms(), 30);
  EXPECT_EQ(state.gate_ms, 40);
  EXPECT_EQ(state.trees_tested, 1u);
  EXPECT_EQ(state.verdicts_remembered, 2u);
  EXPECT_EQ(state.repeats.at("lint"), 1u);
  EXPECT_EQ(state.repeats.at("unit"), 2u) << "a remembered verdict repeated nothing";
}

TEST_F(RunStateTest, NewResultHasNoVerdictYet) {
  at(0, queued("A-1"));
  at(1, event::ConflictForeseen{"A-1", "A-0", {"a.c"}});
  at(1, event::GateFinished{.ticket = "A-1", .verdict = Verdict::FAIL});
  EXPECT_EQ(ticket("A-1").conflicts_with, "A-0");
  at(2, queued("A-1"));
  EXPECT_FALSE(ticket("A-1").verdict);
  EXPECT_EQ(ticket("A-1").conflicts_with, "");
  at(3, event::Landed{.ticket = "A-1", .merged = {"a.c"}});
  EXPECT_THAT(ticket("A-1").merged, ElementsAre("a.c"));
}

TEST_F(RunStateTest, NamesThePhaseBesideWhatIsDoneInIt) {
  at(0, event::TicketStarted{.ticket = "A-1"});
  at(1, event::Progress{"A-1", "checking", "unit", 0});
  EXPECT_EQ(ticket("A-1").activity, "checking: unit");
  at(2, event::Progress{"A-1", "mending", "", 0});
  EXPECT_EQ(ticket("A-1").activity, "mending");
}

TEST_F(RunStateTest, HasNoSpeedBeforeAnyTimePassed) {
  EXPECT_EQ(state.speed_up(), 0);
  at(0, event::RunStarted{});
  EXPECT_EQ(state.speed_up(), 0);
}

TEST_F(RunStateTest, TakesNoTicketFromACommitThatOnlyRecordsStates) {
  at(0, event::LandingIntent{"", "refs/heads/main", {}, id(1), id(2)});
  EXPECT_TRUE(state.tickets.empty());
  EXPECT_TRUE(state.order.empty());
}

TEST_F(RunStateTest, KeepsTheTimeWhenTheClockIsSetBack) {
  at(0, event::RunStarted{});
  at(500, event::Warning{});
  at(-90'000, event::Warning{});
  EXPECT_EQ(state.wall_ms(), 500);
}

TEST_F(RunStateTest, FoldsAListAsItWouldOneByOne) {
  const auto folded = fold({{start, event::RunStarted{.run = "r"}},
                            {start + 5, event::NoChange{.ticket = "A-1", .agent_ms = 10}}});
  EXPECT_EQ(folded.run.run, "r");
  EXPECT_EQ(folded.tickets.at("A-1").phase, Phase::no_change);
  EXPECT_DOUBLE_EQ(folded.speed_up(), 2);
}

}  // namespace
}  // namespace sage
