#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "engine/stored_result.h"
#include "fakes/drain.h"

/// What is tested before it lands: the coordinator with a gate, over fakes.
namespace sage {
namespace {

using test::completed;
using test::Drain;
using test::FakeLander;
using test::FakePool;
using test::index_of;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Tickets = std::vector<std::string>;

Outcome checked(const Job& job, Verdict verdict) {
  Outcome outcome;
  outcome.job = job.id;
  outcome.ticket = job.ticket;
  outcome.kind = OutcomeKind::checked;
  outcome.checks = {{.name = "build", .verdict = verdict, .message = "said the test", .runs = 1}};
  return outcome;
}

class Gating : public testing::Test {
 public:
  Gating() { use({{"A", {}}, {"B", {}}, {"C", {}}}); }

  void use(const std::vector<std::pair<std::string, Tickets>>& tickets) {
    drain.emplace(index_of(tickets));
    drain->options.gate = {{.name = "build", .argv = {"make"}}};
  }

  /// `verdict` says what the gate says of a branch with these tickets' results.
  FakePool pool(std::size_t workers, std::function<Verdict(const Tickets&)> verdict) {
    return {workers, [this, verdict](const Job& job) -> PoolEvent {
              if (job.kind == JobKind::work) return completed(job);
              tested.push_back(lander.tickets_in(job.base));
              return checked(job, verdict(tested.back()));
            }};
  }
  Tickets deferred_as(const std::string& category) {
    Tickets tickets;
    for (const auto& deferred : drain->events.all<event::Deferred>())
      if (deferred.category == category) tickets.push_back(deferred.ticket);
    return tickets;
  }

  std::optional<Drain> drain;
  FakeLander lander;
  std::vector<Tickets> tested;
};

bool holds(const Tickets& tickets, const std::string& one) {
  return std::ranges::find(tickets, one) != tickets.end();
}

TEST_F(Gating, WhatPassesLands) {
  auto workers = pool(1, [](const Tickets&) { return Verdict::PASS; });
  const Drained drained = drain->run(workers, lander);
  EXPECT_THAT(lander.landed, UnorderedElementsAre("A", "B", "C"));
  EXPECT_EQ(drained.landed, 3U);
  EXPECT_EQ(tested.size(), 3U) << "each landing on its own tree, and no tree twice";
}

TEST_F(Gating, EachIsTestedOnTopOfThoseAheadWhileTheyAreTested) {
  auto workers = pool(3, [](const Tickets&) { return Verdict::PASS; });
  std::size_t most = 0;
  drain->each_turn = [&] {
    std::size_t tests = drain->events.all<event::GateStarted>().size();
    most = std::max(most, tests - drain->events.all<event::GateFinished>().size());
  };
  drain->run(workers, lander);
  EXPECT_GT(most, 1U);
  EXPECT_THAT(tested,
              UnorderedElementsAre(Tickets{"A"}, Tickets{"A", "B"}, Tickets{"A", "B", "C"}));
}

TEST_F(Gating, WhatFailsGoesBackToItsAgentOnTopOfWhatItMade) {
  int tests_of_b = 0;
  auto workers = pool(1, [&](const Tickets& tickets) {
    return !tickets.empty() && tickets.back() == "B" && ++tests_of_b == 1 ? Verdict::FAIL
                                                                          : Verdict::PASS;
  });
  drain->run(workers, lander);
  EXPECT_THAT(lander.landed, UnorderedElementsAre("A", "B", "C"));
  const auto again = std::ranges::find_if(
      workers.sent, [](const Job& job) { return job.ticket == "B" && job.attempt == 2; });
  ASSERT_NE(again, workers.sent.end());
  EXPECT_FALSE(again->carry.is_zero());
  EXPECT_EQ(again->carry, again->earlier.back().result);
  EXPECT_THAT(again->earlier.back().problem, testing::HasSubstr("`build` says FAIL"));
}

TEST_F(Gating, TestsBehindAFailureAreDroppedAndMadeAnew) {
  auto workers = pool(3, [&](const Tickets& tickets) {
    return tickets == Tickets{"A"} && drain->events.all<event::GateDropped>().empty()
               ? Verdict::FAIL
               : Verdict::PASS;
  });
  drain->options.attempts = 1;
  drain->options.train.window = 3;
  drain->run(workers, lander);
  const auto dropped = drain->events.all<event::GateDropped>();
  ASSERT_EQ(dropped.size(), 2U);
  EXPECT_EQ(dropped[0].ticket, "B");
  EXPECT_EQ(lander.tickets_in(dropped[0].commit), (Tickets{"A", "B"}));
  EXPECT_EQ(dropped[1].ticket, "C");
  EXPECT_EQ(dropped[1].tree, dropped[1].commit);
  EXPECT_THAT(tested, UnorderedElementsAre(Tickets{"A"}, Tickets{"B"}, Tickets{"B", "C"}));
  EXPECT_THAT(lander.landed, ElementsAre("B", "C"));
  EXPECT_EQ(drain->events.all<event::GateStarted>().size(),
            drain->events.all<event::GateFinished>().size() + dropped.size())
      << "each test has an end";
}

TEST_F(Gating, WhatNeverPassesIsDeferredAsTheGateSaid) {
  const std::vector<std::pair<Verdict, std::string>> words{{Verdict::FAIL, "gate_failed"},
                                                           {Verdict::NOT_RUN, "gate_not_run"},
                                                           {Verdict::NO_TESTS, "gate_no_tests"},
                                                           {Verdict::TIMEOUT, "gate_timeout"}};
  for (const auto& [verdict, category] : words) {
    lander = FakeLander();
    use({{"A", {}}, {"B", {}}, {"D", {"B"}}});
    auto workers = pool(
        2, [&](const Tickets& tickets) { return holds(tickets, "B") ? verdict : Verdict::PASS; });
    const Drained drained = drain->run(workers, lander);
    EXPECT_THAT(lander.landed, ElementsAre("A")) << category;
    EXPECT_THAT(deferred_as(category), ElementsAre("B"));
    EXPECT_EQ(drained.blocked, 1U) << "D never starts";
    EXPECT_FALSE(drain->events.all<event::Deferred>().front().result.is_zero()) << "kept";
    EXPECT_EQ(drain->queued(), 2U) << "both attempts' results, for `land`";
  }
}

TEST_F(Gating, ABranchThatDoesNotPassItselfIsNotBlamedOnResults) {
  auto workers = pool(1, [](const Tickets&) { return Verdict::FAIL; });
  lander = FakeLander();
  Recovered before;
  use({{"A", {}}, {"B", {"A"}}});
  lander.land({landing_of(entry_of(completed({.ticket = "X", .attempt = 1}), "run-0", "", "x"))},
              std::nullopt);
  lander.landed.clear();
  drain->run(workers, lander);
  EXPECT_THAT(lander.landed, IsEmpty());
  EXPECT_THAT(deferred_as("gate_broken"), ElementsAre("A"));
  EXPECT_TRUE(drain->events.all<event::AttemptFailed>().empty()) << "its agent is not asked again";
  EXPECT_EQ(std::ranges::count(workers.sent, JobKind::work, &Job::kind), 1);
}

TEST_F(Gating, ATreeThatAnEarlierRunTestedIsNotTestedAgain) {
  auto workers = pool(1, [](const Tickets&) { return Verdict::PASS; });
  drain->run(workers, lander);
  const std::size_t tests = tested.size();
  FakeLander again;  // the branch as it was: the same entries give the same trees
  std::swap(lander, again);
  Recovered recovered;
  for (const auto& id : again.landed)
    recovered.to_land.push_back(entry_of(completed({.ticket = id, .attempt = 1}), "run-1", "", id));
  for (std::size_t i = 0; i < recovered.to_land.size(); ++i) recovered.to_land[i].seq = i + 1;
  drain->options.start_tickets = false;
  replace_file(drain->layout.index(), index_of({{"A", {}}, {"B", {}}, {"C", {}}}));
  drain->events.events.clear();
  drain->run(workers, lander, recovered);
  EXPECT_EQ(lander.landed, again.landed);
  EXPECT_EQ(tested.size(), tests);
  for (const auto& finished : drain->events.all<event::GateFinished>())
    EXPECT_TRUE(finished.remembered);
}

TEST_F(Gating, AResultIsTestedAfterWhatItDependsOnHasLanded) {
  use({{"A", {}}, {"B", {"A"}}});
  auto workers = pool(2, [](const Tickets&) { return Verdict::PASS; });
  drain->run(workers, lander, drain->queued_before("B"));
  EXPECT_EQ(lander.landed, (Tickets{"A", "B"}));
  EXPECT_EQ(tested, (std::vector<Tickets>{{"A"}, {"A", "B"}}));
}

TEST_F(Gating, AResultLeavesTheTrainWhenWhatItDependsOnIsTakenBack) {
  use({{"A", {}}, {"B", {"A"}}});
  bool is_taken_back = false;
  auto workers = pool(1, [&](const Tickets& tickets) {
    if (holds(tickets, "B") && !std::exchange(is_taken_back, true))
      replace_file(drain->layout.index(), index_of({{"A", {}}, {"B", {"A", "C"}}, {"C", {}}}));
    return Verdict::PASS;
  });
  drain->run(workers, lander);
  EXPECT_EQ(lander.landed, (Tickets{"A", "C", "B"}));
}

TEST_F(Gating, ATestThatBeganWithAnotherGateSaysNothing) {
  use({{"A", {}}});
  auto workers = pool(1, [&](const Tickets&) {
    if (tested.size() == 1) drain->gate_definition = "another environment";
    return tested.size() == 1 ? Verdict::FAIL : Verdict::PASS;
  });
  drain->run(workers, lander);
  EXPECT_EQ(lander.landed, (Tickets{"A"}));
  EXPECT_EQ(tested.size(), 2U);
}

TEST_F(Gating, ATreeThatTakesItsWorkersAlongIsNotTestedForEver) {
  use({{"A", {}}});
  int tests = 0;
  FakePool workers(1, [&](const Job& job) -> PoolEvent {
    if (job.kind == JobKind::work) return completed(job);
    const auto tickets = lander.tickets_in(job.base);
    if (!holds(tickets, "A")) return checked(job, Verdict::PASS);
    ++tests;
    return WorkerLoss{0, job.id, job.ticket, job.attempt, "killed"};
  });
  drain->options.attempts = 1;
  drain->run(workers, lander);
  EXPECT_EQ(tests, 3);
  EXPECT_THAT(deferred_as("gate_not_run"), ElementsAre("A"));
}

TEST_F(Gating, AVerdictThatMayComeFromTheMachineIsAskedForAgain) {
  use({{"A", {}}});
  int tests = 0;
  FakePool workers(1, [&](const Job& job) -> PoolEvent {
    if (job.kind == JobKind::gate)
      return checked(job, ++tests == 1 ? Verdict::NOT_RUN : Verdict::PASS);
    Outcome outcome = completed(job);
    outcome.result = completed({.ticket = "A", .attempt = 1}).result;
    return outcome;
  });
  drain->run(workers, lander);
  EXPECT_THAT(lander.landed, ElementsAre("A"));
  EXPECT_EQ(tests, 2) << "the tree is the same";
}

TEST_F(Gating, ATestThatSaysNothingIsRepeatedBeforeItCostsAnAttempt) {
  use({{"A", {}}});
  int tests = 0;
  auto workers =
      pool(1, [&](const Tickets&) { return ++tests == 1 ? Verdict::NOT_RUN : Verdict::PASS; });
  drain->run(workers, lander);
  EXPECT_THAT(lander.landed, ElementsAre("A"));
  EXPECT_EQ(std::ranges::count(workers.sent, JobKind::work, &Job::kind), 1);
}

TEST_F(Gating, ATicketThatIsDeferredByHandWhileItsResultWaitsDoesNotLand) {
  bool deferred = false;
  drain->each_turn = [&] {
    if (deferred || drain->events.all<event::ResultQueued>().empty()) return;
    deferred = true;
    std::string text = read_file(drain->layout.index()).value();
    const IndexEdit edit{{{.ticket = "A", .state = State::deferred}}, {}};
    replace_file(drain->layout.index(), edit_index(text, edit).text());
  };
  auto workers = pool(1, [](const Tickets&) { return Verdict::PASS; });
  drain->run(workers, lander);
  EXPECT_THAT(lander.landed, UnorderedElementsAre("B", "C"));
  EXPECT_EQ(drain->state("A"), State::deferred);
  EXPECT_EQ(drain->queued(), 1U) << "kept";
}

TEST_F(Gating, NoCandidateStaysPinnedWhenARunEnds) {
  drain->each_turn = [&] {
    if (!drain->events.all<event::GateStarted>().empty())
      drain->interrupt = {Interrupt::stop, SIGTERM};
  };
  auto workers = pool(3, [](const Tickets&) { return Verdict::FAIL; });
  drain->run(workers, lander);
  EXPECT_THAT(lander.pinned, IsEmpty());
}

TEST_F(Gating, WhatTheCheckoutHoldsIsSetAsideAndOthersGoAhead) {
  lander = FakeLander([](const QueueEntry& entry) -> std::optional<LandOutcome> {
    if (entry.ticket_id != "A") return std::nullopt;
    return Held{Held::Why::local_changes, "edited", {"A.txt"}};
  });
  auto workers = pool(2, [](const Tickets&) { return Verdict::PASS; });
  drain->run(workers, lander);
  EXPECT_THAT(lander.landed, UnorderedElementsAre("B", "C"));
  EXPECT_THAT(deferred_as("local_changes"), ElementsAre("A"));
}

TEST_F(Gating, AShortHoldIsWaitedFor) {
  int busy = 3;
  lander = FakeLander([&](const QueueEntry&) -> std::optional<LandOutcome> {
    if (busy-- <= 0) return std::nullopt;
    return Held{Held::Why::busy, "locked", {}};
  });
  auto workers = pool(2, [](const Tickets&) { return Verdict::PASS; });
  drain->run(workers, lander);
  EXPECT_THAT(lander.landed, ElementsAre("A", "B", "C"));
}

TEST_F(Gating, AnEndedRunLandsNothingUntested) {
  drain->each_turn = [&] {
    if (!drain->events.all<event::ResultQueued>().empty())
      drain->interrupt = {Interrupt::stop, SIGTERM};
  };
  auto workers = pool(1, [](const Tickets&) { return Verdict::PASS; });
  drain->run(workers, lander);
  EXPECT_THAT(lander.landed, IsEmpty());
  EXPECT_GE(drain->queued(), 1U);
}

TEST_F(Gating, TheFirstInterruptLetsQueuedResultsLand) {
  drain->each_turn = [&] {
    if (!drain->events.all<event::ResultQueued>().empty())
      drain->interrupt = {Interrupt::finish, SIGINT};
  };
  auto workers = pool(1, [](const Tickets&) { return Verdict::PASS; });
  drain->run(workers, lander);
  EXPECT_THAT(lander.landed, ElementsAre("A"));
}

TEST_F(Gating, AConflictIsForeseenAndTheOneAheadLands) {
  lander.conflicts = [this](const QueueEntry& entry, const ObjectId& onto) {
    const bool clash =
        entry.ticket_id == "B" && entry.attempt == 1 && holds(lander.tickets_in(onto), "A");
    return clash ? Tickets{"same.txt"} : Tickets{};
  };
  FakePool workers(3, [this](const Job& job) -> PoolEvent {
    if (job.kind == JobKind::gate) return checked(job, Verdict::PASS);
    Outcome outcome = completed(job);
    outcome.files = {"same.txt"};
    return outcome;
  });
  drain->run(workers, lander);
  EXPECT_THAT(lander.landed, ElementsAre("A", "C", "B"));
  EXPECT_EQ(drain->events.all<event::Conflicted>().size(), 1U);
  const auto foreseen = drain->events.all<event::ConflictForeseen>();
  ASSERT_EQ(foreseen.size(), 1U);
  EXPECT_EQ(foreseen[0].ticket + " with " + foreseen[0].with, "B with A");
  EXPECT_EQ(foreseen[0].paths, Tickets{"same.txt"});
}

TEST_F(Gating, AConflictWithWhatARunningAgentCarriesOnIsForeseen) {
  lander.conflicts = [this](const QueueEntry& entry, const ObjectId& onto) {
    return entry.ticket_id == "A" && holds(lander.tickets_in(onto), "B") ? Tickets{"same.txt"}
                                                                         : Tickets{};
  };
  FakePool workers(2, [](const Job& job) -> PoolEvent {
    if (job.kind == JobKind::gate) return checked(job, Verdict::PASS);
    Outcome outcome = completed(job);
    outcome.files = {"same.txt"};
    if (job.ticket == "A" && job.attempt == 1) outcome.kind = OutcomeKind::timed_out;
    return outcome;
  });
  drain->run(workers, lander);
  Tickets story;
  for (const auto& body : drain->events.events) {
    if (const auto* it = std::get_if<event::ConflictForeseen>(&body))
      story.push_back(it->ticket + " with " + it->with);
    if (const auto* it = std::get_if<event::ResultQueued>(&body)) story.push_back(it->ticket);
  }
  EXPECT_THAT(story, ElementsAre("B", "A with B", "A", "A with B", "C"));
}

TEST_F(Gating, ANewcomerIsComparedWithAFewOnly) {
  std::vector<std::pair<std::string, Tickets>> tickets;
  for (char id = 'A'; id < 'U'; ++id) tickets.emplace_back(std::string(1, id), Tickets{});
  use(tickets);
  FakePool workers(20, [](const Job& job) -> PoolEvent {
    if (job.kind == JobKind::gate) return checked(job, Verdict::PASS);
    Outcome outcome = completed(job);
    outcome.files = {"same.txt"};
    return outcome;
  });
  drain->run(workers, lander);
  EXPECT_EQ(lander.landed.size(), 20U);
  EXPECT_GT(lander.compared, 20U);
  EXPECT_LE(lander.compared, 20U * 4);
}

/// Random backlogs, verdicts, losses and orders: what is on the branch always passed as it stands,
/// every ticket ends once, and no tree is tested twice but after a loss.
TEST(GatingAtRandom, OnlyTestedTreesLandAndEveryTicketEnds) {
  for (unsigned seed = 0; seed < 150; ++seed) {
    std::mt19937 random(seed);
    const auto chance = [&](int percent) { return static_cast<int>(random() % 100) < percent; };
    std::vector<std::pair<std::string, Tickets>> tickets;
    for (char id = 'A'; id < 'I'; ++id) {
      Tickets needs;
      if (id > 'B' && chance(25))
        needs.emplace_back(1, static_cast<char>('A' + random() % (id - 'A')));
      tickets.emplace_back(std::string(1, id), needs);
    }
    Drain drain(index_of(tickets));
    drain.options.gate = {{.name = "build", .argv = {"make"}}};
    drain.options.train.mode = static_cast<TrainMode>(seed % 3);
    drain.options.train.window = 1 + random() % 5;
    FakeLander lander;
    lander.user_commits = [&] { return chance(3); };
    const auto passes = [&](const Tickets& chain) {
      for (std::size_t i = 0; i < chain.size(); ++i) {
        if ((chain[i][0] * 7 + static_cast<int>(seed)) % 5 == 0) return false;
        for (std::size_t j = 0; j < i; ++j)
          if ((chain[i][0] * chain[j][0] + static_cast<int>(seed)) % 7 == 0) return false;
      }
      return true;
    };
    std::map<ObjectId, int> tests;
    std::set<ObjectId> losses;
    FakePool workers(
        1 + random() % 4,
        [&](const Job& job) -> PoolEvent {
          if (job.kind == JobKind::work) return completed(job);
          if (chance(5) && losses.insert(job.base).second)
            return WorkerLoss{0, job.id, job.ticket, job.attempt, "lost"};
          EXPECT_EQ(++tests[job.base], 1) << "seed " << seed;
          return checked(job, passes(lander.tickets_in(job.base)) ? Verdict::PASS : Verdict::FAIL);
        },
        [&](std::size_t in_hand) { return random() % in_hand; });
    const Drained drained = drain.run(workers, lander);
    EXPECT_TRUE(passes(lander.landed)) << "seed " << seed;
    EXPECT_EQ(lander.landed.size() + drained.deferred + drained.blocked, tickets.size())
        << "seed " << seed;
  }
}

}  // namespace
}  // namespace sage
