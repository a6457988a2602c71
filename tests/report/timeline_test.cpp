#include "report/timeline.h"

#include <gtest/gtest.h>

#include "report/gated_run.h"
#include "report/time_spent.h"

namespace sage {
namespace {

/// "attempt A-1 w0 100-900 result"
std::vector<std::string> drawn(const std::vector<Stretch>& timeline) {
  std::vector<std::string> lines;
  for (const auto& stretch : timeline)
    lines.push_back(format("{} {} w{} {}-{} {}",
                           std::string_view(to_json(stretch.kind).as_string()), stretch.ticket,
                           stretch.worker, stretch.begin_ms, stretch.end_ms, stretch.end));
  return lines;
}

std::vector<Event> run_of(std::vector<std::pair<WallTime, EventBody>> script) {
  std::vector<Event> events{{run_start, event::RunStarted{.run = "r"}}};
  for (auto& [at, body] : script) events.push_back({run_start + at, std::move(body)});
  return events;
}

using Lines = std::vector<std::string>;

TEST(Timeline, TellsWhatEachWorkerAndEachResultDidWhen) {
  EXPECT_EQ(drawn(timeline_of(a_gated_run(), 0)), (Lines{
                                                      "attempt A-1 w0 100-900 result",
                                                      "attempt A-2 w1 100-1000 result",
                                                      "attempt B-1 w0 900-1700 failed: timeout",
                                                      "queued A-1 w-1 910-1310 landed",
                                                      "queued A-2 w-1 1000-1400 conflict",
                                                      "gate A-1 w1 1010-1310 PASS",
                                                      "landing A-1 w-1 1310-1350 landed",
                                                      "attempt A-2 w1 1500-2300 result",
                                                      "attempt B-1 w0 1800-2600 failed: timeout",
                                                      "queued A-2 w-1 2300-2370 landed",
                                                      "landing A-2 w-1 2370-2400 landed",
                                                      "attempt C-1 w0 2700-3000 no change",
                                                  }));
}

TEST(Timeline, GoesOnUntilNowWhereTheRunDoes) {
  const auto events = run_of({{10, event::TicketStarted{.ticket = "A-1"}}});
  EXPECT_EQ(drawn(timeline_of(events, run_start + 500)), Lines{"attempt A-1 w0 10-500 "});
}

TEST(Timeline, EndsWithTheLastEventOfARunThatWasCutShort) {
  const auto events = run_of({{10, event::TicketStarted{.ticket = "A-1"}},
                              {20, event::ResultQueued{.ticket = "B-1"}},
                              {90, event::Warning{"", "a last word"}}});
  EXPECT_EQ(drawn(timeline_of(events, 0)),
            (Lines{"attempt A-1 w0 10-90 cut short", "queued B-1 w-1 20-90 cut short"}));
}

TEST(Timeline, WhatALostWorkerHadInHandEndsWithIt) {
  const auto events = run_of({{10, event::TicketStarted{.ticket = "A-1", .worker = 1}},
                              {20, event::WorkerLost{1, "A-1", "killed"}},
                              {30, event::TicketStarted{.ticket = "B-1", .worker = 1}},
                              {40, event::TicketStarted{.ticket = "C-1", .worker = 1}},
                              {50, event::RunFinished{}}});
  EXPECT_EQ(drawn(timeline_of(events, 0)),
            (Lines{"attempt A-1 w1 10-20 worker lost", "attempt B-1 w1 30-40 worker lost",
                   "attempt C-1 w1 40-50 ended with the run"}));
}

TEST(Timeline, ADroppedTestHasAnEnd) {
  const auto events = run_of({{10, event::GateStarted{"", id_of(1), id_of(1), {}, 0}},
                              {30, event::GateDropped{"", id_of(1), id_of(1)}}});
  EXPECT_EQ(drawn(timeline_of(events, 0)), Lines{"gate  w0 10-30 not wanted any more"});
}

TEST(Timeline, NeverRunsBackwardsWhenTheClockIsSetBack) {
  const auto events = run_of({{100, event::TicketStarted{.ticket = "A-1"}},
                              {-5000, event::ResultQueued{.ticket = "A-1"}},
                              {-4000, event::Landed{.ticket = "A-1", .landing_ms = 900}}});
  for (const auto& stretch : timeline_of(events, 0)) {
    EXPECT_GE(stretch.begin_ms, 0);
    EXPECT_GE(stretch.length_ms(), 0);
  }
}

TEST(Timeline, OfNothingIsEmpty) { EXPECT_TRUE(timeline_of({}, 0).empty()); }

TEST(TimeSpent, AddsUpToTheTimeOfAllWorkers) {
  const TimeSpent time = time_spent(timeline_of(a_gated_run(), 0), 2, 6000);
  EXPECT_EQ(time.agent_ms, 3 * 500 + 2 * 400 + 250);
  EXPECT_EQ(time.check_ms, 300);
  EXPECT_EQ(time.prepare_ms, 150);
  EXPECT_EQ(time.gate_ms, 300);
  EXPECT_EQ(time.queue_ms, 400 + 400 + 70);
  EXPECT_EQ(time.landing_ms, 70);
  EXPECT_EQ(time.agent_ms + time.check_ms + time.prepare_ms + time.collect_ms + time.other_ms +
                time.gate_ms + time.idle_ms,
            12'000);
}

TEST(TimeSpent, AnAttemptNeverTakesMoreThanItLasted) {
  const Stretch attempt{.worker = 0, .end_ms = 100, .prepare_ms = 80, .agent_ms = 70};
  const TimeSpent time = time_spent({attempt}, 1, 100);
  EXPECT_EQ(time.agent_ms, 70);
  EXPECT_EQ(time.prepare_ms, 30);
  EXPECT_EQ(time.other_ms, 0);
  EXPECT_EQ(time.idle_ms, 0);
}

TEST(TimeSpent, CountsWorkersThatHadSomethingInHandThoughNoneWereAnnounced) {
  EXPECT_EQ(time_spent({{.worker = 3, .end_ms = 10}}, 0, 10).workers, 4);
}

}  // namespace
}  // namespace sage
