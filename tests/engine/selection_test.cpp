#include "engine/selection.h"

#include <gtest/gtest.h>

#include "fakes/drain.h"
#include "support/error_of.h"

namespace sage {
namespace {

using test::completed;
using test::Drain;
using test::ended;
using test::FakeLander;
using test::FakePool;
using test::index_of;
using Names = std::vector<std::string>;

/// A drain with a selection, and how it went.
struct Selecting : ::testing::Test {
  Drained run(const SelectionRequest& request, const std::string& index, std::size_t workers = 1) {
    drain.emplace(index);
    selection.emplace(request, read_index_text(index, "index"), [this] { return now; });
    drain->guide = &*selection;
    drain->events.also = &*selection;
    pool.emplace(workers, script);
    return drain->run(*pool, lander);
  }
  Names sent() const {
    Names tickets;
    for (const Job& job : pool->sent) tickets.push_back(job.ticket);
    return tickets;
  }
  /// "B-1 for A-1; missing A-1"
  std::string left() {
    const Backlog backlog = read_index_file(drain->layout.index());
    const Graph graph = Graph::build(backlog);
    std::vector<Standing> standing;
    for (const Ticket& t : backlog.tickets()) standing.push_back(Plan::standing_of(t.state));
    Plan plan(backlog, graph, standing, {});
    plan.start();
    const LeftOut left = left_out(*selection, backlog, graph, plan);
    std::string out;
    const auto add = [&](TicketIndex t) { out += " " + std::string(backlog[t].id); };
    for (const auto& waiting : left.waiting) {
      add(waiting.ticket);
      out += " for";
      for (const TicketIndex t : waiting.for_them) add(t);
      out += ";";
    }
    out += " missing";
    for (const TicketIndex t : left.missing) add(t);
    return out.substr(1);
  }

  WallTime now = 1000;
  std::function<PoolEvent(const Job&)> script = completed;
  std::optional<Drain> drain;
  std::optional<Selection> selection;
  std::optional<FakePool> pool;
  FakeLander lander;
};

PoolEvent fails(const Job& job) { return ended(job, OutcomeKind::failed, "exit status 1"); }

TEST_F(Selecting, NothingAskedForIsEverything) {
  run({}, index_of({{"A-1", {}}, {"B-1", {"A-1"}}}));
  EXPECT_EQ(sent(), (Names{"A-1", "B-1"}));
  EXPECT_EQ(left(), "missing");
  EXPECT_EQ(selection->stopped_by(), "");
}

TEST_F(Selecting, OnlyTheComponentsAndTicketsThatWereNamedStart) {
  run({.components = {"A"}, .tickets = {"B-2"}},
      index_of({{"A-1", {}}, {"A-2", {}}, {"B-1", {}}, {"B-2", {}}, {"C-1", {}}}));
  EXPECT_EQ(sent(), (Names{"A-1", "A-2", "B-2"}));
  EXPECT_EQ(drain->state("C-1"), State::unprocessed);
}

TEST_F(Selecting, AContainerStandsForAllThatIsInIt) {
  run({.tickets = {"E"}},
      index_of({{"E=", {"F", "A"}}, {"F=", {"B"}}, {"A", {}}, {"B", {}}, {"C", {}}}));
  EXPECT_EQ(sent(), (Names{"A", "B"}));
  EXPECT_EQ(drain->state("E"), State::completed);
}

TEST_F(Selecting, WhatWaitsForOthersIsLeftAndSaysWhichAreMissing) {
  const Drained drained = run(
      {.components = {"B"}},
      index_of({{"A-1", {}}, {"A-2", {"A-1"}}, {"B-1", {"A-2"}}, {"B-2", {"B-1"}}, {"B-3", {}}}));
  EXPECT_EQ(sent(), Names{"B-3"});
  EXPECT_EQ(left(), "B-1 for A-2; missing A-1 A-2");
  EXPECT_EQ(drained.blocked, 0u);
}

TEST_F(Selecting, WaitingForAContainerMissesItsTickets) {
  run({.tickets = {"B"}}, index_of({{"E=", {"A"}}, {"A", {}}, {"B", {"E"}}}));
  EXPECT_EQ(left(), "B for E; missing A");
}

TEST_F(Selecting, OnlyWhatIsSelectedCountsAsDeferredOrBlocked) {
  const std::string index = R"({"tickets":[{"id":"A-1","title":"","state":"DEFERRED"},
      {"id":"A-2","title":"","state":"UNPROCESSED","dependencies":["A-1"]},
      {"id":"B-1","title":"","state":"UNPROCESSED"},
      {"id":"C-1","title":"","state":"UNPROCESSED","dependencies":["A-1"]}]})";
  const Drained others = run({.components = {"B"}}, index);
  EXPECT_EQ(others.deferred + others.blocked, 0u);
  const Drained own = run({.components = {"C"}}, index);
  EXPECT_EQ(own.deferred, 0u);
  EXPECT_EQ(own.blocked, 1u);
}

TEST_F(Selecting, ALimitCountsTicketsAndNotTheirAttempts) {
  int jobs = 0;  // the last ticket that may begin fails once
  script = [&](const Job& job) { return ++jobs == 2 ? fails(job) : PoolEvent(completed(job)); };
  run({.limit = 2}, index_of({{"A", {}}, {"B", {}}, {"C", {}}, {"D", {"A"}}}));
  EXPECT_EQ(sent().size(), 3u);
  EXPECT_EQ(std::set<std::string>(lander.landed.begin(), lander.landed.end()).size(), 2u);
  EXPECT_EQ(selection->stopped_by(), "--limit 2");
}

TEST_F(Selecting, ALimitThatIsNotReachedHoldsNothingBack) {
  run({.limit = 2}, index_of({{"A", {}}, {"B", {}}}));
  EXPECT_EQ(lander.landed.size(), 2u);
  EXPECT_EQ(selection->stopped_by(), "");
}

TEST_F(Selecting, NothingBeginsOnceTheTimeHasCome) {
  script = [&](const Job& job) { return now += 100, completed(job); };
  run({.until = 1150}, index_of({{"A", {}}, {"B", {}}, {"C", {}}}));
  EXPECT_EQ(lander.landed, (Names{"A", "B"}));
  EXPECT_EQ(selection->stopped_by(), "--until");
}

TEST_F(Selecting, FailFastLetsRunningTicketsFinishAndBeginsNoOther) {
  script = [](const Job& job) {
    return job.ticket == "A" ? ended(job, OutcomeKind::deferred) : completed(job);
  };
  const Drained drained = run({.fail_fast = true}, index_of({{"A", {}}, {"B", {}}, {"C", {}}}), 2);
  EXPECT_EQ(sent(), (Names{"A", "B"}));
  EXPECT_EQ(lander.landed, Names{"B"});
  EXPECT_EQ(drained.deferred, 1u);
  EXPECT_EQ(selection->stopped_by(), "--fail-fast");
}

TEST_F(Selecting, WithoutFailFastADeferralEndsNothing) {
  script = [](const Job& job) {
    return job.ticket == "A" ? ended(job, OutcomeKind::deferred) : completed(job);
  };
  run({}, index_of({{"A", {}}, {"B", {}}, {"C", {}}}));
  EXPECT_EQ(lander.landed, (Names{"B", "C"}));
}

TEST(Selection, ADeferralOfAnEarlierRunThatIsToldAgainIsNoFailureOfThisOne) {
  const Backlog backlog = read_index_text(index_of({{"A", {}}, {"B", {}}}), "index");
  Selection selection({.fail_fast = true}, backlog);
  selection.take({100, event::RunStarted{}});
  selection.take({50, event::Deferred{.ticket = "A"}});
  EXPECT_EQ(selection.may_start(backlog[1]), Guide::Start::yes);
  selection.take({150, event::Deferred{.ticket = "A"}});
  EXPECT_EQ(selection.may_start(backlog[1]), Guide::Start::no_more);
}

TEST_F(Selecting, RetryDeferredTriesThoseOfTheSelectionAgain) {
  run({.components = {"A"}, .retry_deferred = true},
      R"({"tickets":[{"id":"A-1","title":"","state":"DEFERRED"},
      {"id":"A-2","title":"","state":"FAILED"}, {"id":"B-1","title":"","state":"DEFERRED"}]})");
  EXPECT_EQ(sent(), (Names{"A-1", "A-2"}));
  EXPECT_EQ(drain->state("B-1"), State::deferred);
}

TEST(Selection, ATicketOrComponentThatThereIsNotIsRefusedWithTheNearest) {
  const Backlog backlog = read_index_text(index_of({{"AUTH-001", {}}}), "index");
  const auto refused = [&](const SelectionRequest& request) {
    return test::error_of([&] { Selection(request, backlog); });
  };
  const Error ticket = refused({.tickets = {"AUTH-010"}});
  EXPECT_EQ(ticket.kind(), ErrorKind::usage);
  EXPECT_EQ(ticket.message(), "there is no ticket \"AUTH-010\"");
  EXPECT_EQ(ticket.hint(), "did you mean AUTH-001?");
  const Error component = refused({.components = {"AUHT"}});
  EXPECT_EQ(component.message(), "there is no component \"AUHT\"");
  EXPECT_EQ(component.hint(), "did you mean AUTH?");
  EXPECT_EQ(refused({.tickets = {"\x1b[31m"}}).message().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace sage
