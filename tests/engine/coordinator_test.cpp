#include "engine/coordinator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "fakes/drain.h"

namespace sage {
namespace {

using test::completed;
using test::Drain;
using test::ended;
using test::FakeLander;
using test::FakePool;
using test::index_of;

//   A --> B --> D        E (epic of B and C) closes by itself
//    \--> C --/
const std::string diamond =
    index_of({{"A", {}}, {"B", {"A"}}, {"C", {"A"}}, {"D", {"B", "C"}}, {"E=", {"B", "C"}}});

TEST(Coordinator, LandsEveryTicketAfterWhatItDependsOn) {
  Drain drain(diamond);
  FakePool pool(4, completed);
  FakeLander lander;
  const Drained drained = drain.run(pool, lander);
  EXPECT_EQ(drained.deferred + drained.blocked, 0U);
  ASSERT_EQ(lander.landed.size(), 4U);
  EXPECT_EQ(lander.landed.front(), "A");
  EXPECT_EQ(lander.landed.back(), "D");
  for (const char* id : {"A", "B", "C", "D", "E"})
    EXPECT_EQ(drain.state(id), State::completed) << id;
  EXPECT_EQ(lander.recorded.at("E"), State::completed);
  EXPECT_EQ(lander.forgotten.size(), 4U) << "pins go once the index shows the landing";
  EXPECT_EQ(drain.queued(), 0U);
}

TEST(Coordinator, StartsFromTheTipThatHoldsTheDependencies) {
  Drain drain(index_of({{"A", {}}, {"B", {"A"}}}));
  FakePool pool(4, completed);
  FakeLander lander;
  drain.run(pool, lander);
  ASSERT_EQ(pool.sent.size(), 2U);
  EXPECT_EQ(lander.tickets_in(pool.sent[1].base), std::vector<std::string>{"A"});
}

TEST(Coordinator, TriesAgainWithTheProblemToldThenDefersAndBlocksTheRest) {
  Drain drain(diamond);
  FakePool pool(4, [](const Job& job) {
    return job.ticket == "B" ? ended(job, OutcomeKind::failed, "exit status 3") : completed(job);
  });
  FakeLander lander;
  const Drained drained = drain.run(pool, lander);
  EXPECT_EQ(drained.deferred, 1U);
  EXPECT_EQ(drained.blocked, 2U) << "D and the epic E";
  EXPECT_EQ(drain.state("B"), State::deferred);
  EXPECT_EQ(drain.state("D"), State::unprocessed);
  const auto tried = std::count_if(pool.sent.begin(), pool.sent.end(),
                                   [](const Job& job) { return job.ticket == "B"; });
  EXPECT_EQ(tried, 2);
  const auto& second = *std::find_if(pool.sent.rbegin(), pool.sent.rend(),
                                     [](const Job& job) { return job.ticket == "B"; });
  ASSERT_EQ(second.earlier.size(), 1U);
  EXPECT_EQ(second.earlier[0].problem, "exit status 3");
  const auto blocked = drain.events.all<event::Blocked>();
  const auto d =
      std::find_if(blocked.begin(), blocked.end(), [](auto& b) { return b.ticket == "D"; });
  ASSERT_NE(d, blocked.end());
  EXPECT_EQ(d->chain, (std::vector<std::string>{"D", "B"}));
}

TEST(Coordinator, NoChangeIsDoneWithoutALanding) {
  Drain drain(index_of({{"A", {}}, {"B", {"A"}}}));
  FakePool pool(1, [](const Job& job) { return ended(job, OutcomeKind::no_change); });
  FakeLander lander;
  drain.run(pool, lander);
  EXPECT_TRUE(lander.landed.empty());
  EXPECT_EQ(drain.state("B"), State::completed);
  EXPECT_EQ(lander.recorded.at("A"), State::completed);
}

TEST(Coordinator, NoChangeSaysThatSubTasksAreDone) {
  Drain drain(R"({"tickets":[{"id":"A","title":"","state":"UNPROCESSED","tasks":[{"id":7}]}]})");
  FakePool pool(1, [](const Job& job) {
    Outcome outcome = ended(job, OutcomeKind::no_change);
    outcome.tasks = {{.id = "7", .done = true}, {.id = "8"}};
    return outcome;
  });
  FakeLander lander;
  drain.run(pool, lander);
  EXPECT_EQ(test::read_text(drain.layout.index()),
            R"({"tickets":[{"id":"A","title":"","state":"COMPLETED","tasks":)"
            R"([{"id":7,"status":"COMPLETED"}]}]})");
  EXPECT_EQ(drain.events.all<event::NoChange>().at(0).tasks_done, std::vector<std::string>{"7"});
}

Outcome unfinished(const Job& job, OutcomeKind kind) {
  Outcome outcome = completed(job);
  outcome.kind = kind;
  outcome.message = "said the test";
  return outcome;
}

TEST(Coordinator, WhatAFailedAttemptHadFinishedIsCarriedOnUntilTheEnd) {
  Drain drain(index_of({{"A", {}}}));
  drain.options.attempts = 4;
  FakePool pool(1, [](const Job& job) -> PoolEvent {
    if (job.attempt == 1) return unfinished(job, OutcomeKind::timed_out);
    if (job.attempt == 2) return WorkerLoss{0, job.id, job.ticket, job.attempt, "killed"};
    return job.attempt == 3 ? unfinished(job, OutcomeKind::failed)
                            : ended(job, OutcomeKind::stalled);
  });
  FakeLander lander;
  drain.run(pool, lander);
  ASSERT_EQ(pool.sent.size(), 4U);
  EXPECT_TRUE(pool.sent[0].carry.is_zero());
  EXPECT_EQ(pool.sent[1].carry, completed(pool.sent[0]).result);
  EXPECT_TRUE(pool.sent[1].earlier.at(0).carry);
  EXPECT_EQ(pool.sent[2].carry, completed(pool.sent[0]).result) << "the lost one made nothing";
  EXPECT_EQ(pool.sent[3].carry, completed(pool.sent[2]).result) << "the newest";
  EXPECT_EQ(drain.events.all<event::Deferred>().at(0).result, pool.sent[3].carry);
  EXPECT_TRUE(lander.landed.empty());
  const auto kept = CommitQueue(drain.layout.queue()).list().entries;
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].status, EntryStatus::rejected);
  EXPECT_EQ(kept[0].reason, "said the test");
}

TEST(Coordinator, WhatWasCarriedOnAndLandedIsKeptNoMore) {
  Drain drain(index_of({{"A", {}}}));
  FakePool pool(1, [](const Job& job) {
    return job.attempt == 1 ? unfinished(job, OutcomeKind::failed) : completed(job);
  });
  FakeLander lander;
  drain.run(pool, lander);
  EXPECT_EQ(lander.landed, std::vector<std::string>{"A"});
  EXPECT_EQ(drain.queued(), 0U);
}

TEST(Coordinator, WhatWasFinishedBeforeATryLaterIsCarriedOnToo) {
  Drain drain(index_of({{"A", {}}}));
  drain.options.attempts = 1;
  drain.options.retry_delay = Milliseconds{10};
  FakePool pool(1, [](const Job& job) {
    return job.attempt == 1 ? unfinished(job, OutcomeKind::try_later) : completed(job);
  });
  FakeLander lander;
  drain.run(pool, lander);
  ASSERT_EQ(pool.sent.size(), 2U);
  EXPECT_EQ(pool.sent[1].carry, completed(pool.sent[0]).result);
  EXPECT_EQ(lander.landed, std::vector<std::string>{"A"});
}

TEST(Coordinator, TryLaterUsesNoAttemptAndSlowsTheStream) {
  Drain drain(index_of({{"A", {}}}));
  int asked = 0;
  FakePool pool(1, [&](const Job& job) {
    return ++asked < 5 ? ended(job, OutcomeKind::try_later) : completed(job);
  });
  FakeLander lander;
  drain.run(pool, lander);
  EXPECT_EQ(lander.landed, (std::vector<std::string>{"A"}));
  EXPECT_EQ(drain.events.all<event::Slowed>().size(), 4U);
  EXPECT_TRUE(drain.events.all<event::AttemptFailed>().empty());
}

TEST(Coordinator, AFailedSetupUsesNoAttemptAndBeginsNothingMore) {
  Drain drain(index_of({{"A", {}}, {"B", {}}, {"C", {}}}));
  drain.options.attempts = 1;
  drain.options.job_defaults.setup = "npm ci";
  FakePool pool(2, [](const Job& job) {
    if (job.ticket == "B") return completed(job);
    Outcome outcome = ended(job, OutcomeKind::failed, "workspace.setup failed: exit status 1");
    outcome.category = "setup_failed";
    outcome.last_error = std::string(400, 'x') + " no\nnetwork\n";
    return outcome;
  });
  FakeLander lander;
  const Drained drained = drain.run(pool, lander);
  EXPECT_EQ(pool.sent.size(), 2U);
  EXPECT_EQ(lander.landed, std::vector<std::string>{"B"}) << "it was under way";
  EXPECT_EQ(drain.state("A"), State::unprocessed);
  EXPECT_EQ(drain.state("C"), State::unprocessed);
  EXPECT_EQ(drained.deferred, 0U);
  ASSERT_TRUE(drained.setup_failed);
  EXPECT_EQ(drained.setup_failed->kind(), ErrorKind::invalid_input);
  EXPECT_EQ(drained.setup_failed->message(), "workspace.setup failed: exit status 1: … no network");
  EXPECT_NE(drained.setup_failed->hint().find("`npm ci`"), std::string::npos);
  EXPECT_EQ(drain.events.all<event::Warning>().size(), 1U);
  EXPECT_TRUE(drain.events.all<event::AttemptFailed>().empty());
}

TEST(Coordinator, AConflictIsDoneAgainOnTheNewTip) {
  Drain drain(index_of({{"A", {}}}));
  FakePool pool(1, completed);
  FakeLander lander([](const QueueEntry& entry) -> std::optional<LandOutcome> {
    if (entry.attempt == 1) return MergeConflict{{"same.txt"}};
    return std::nullopt;
  });
  drain.run(pool, lander);
  ASSERT_EQ(pool.sent.size(), 2U);
  EXPECT_EQ(pool.sent[1].earlier.at(0).paths, (std::vector<std::string>{"same.txt"}));
  EXPECT_EQ(pool.sent[1].earlier.at(0).result, completed(pool.sent[0]).result);
  EXPECT_EQ(lander.landed.size(), 1U);
  EXPECT_EQ(drain.queued(), 0U) << "the first attempt's result is of no use now";
}

TEST(Coordinator, AConflictOnTheLastAttemptKeepsTheResult) {
  Drain drain(index_of({{"A", {}}}));
  FakePool pool(1, completed);
  FakeLander lander([](const QueueEntry&) { return LandOutcome{MergeConflict{{"same.txt"}}}; });
  const Drained drained = drain.run(pool, lander);
  EXPECT_EQ(drained.deferred, 1U);
  EXPECT_EQ(drain.events.all<event::Deferred>().at(0).category, "merge_conflict");
  ASSERT_EQ(drain.queued(), 2U) << "both attempts' results";
  EXPECT_EQ(CommitQueue(drain.layout.queue()).list().entries[0].status, EntryStatus::conflict);
  EXPECT_TRUE(lander.forgotten.empty());
}

TEST(Coordinator, LocalChangesHoldOneResultWhileOthersLand) {
  Drain drain(index_of({{"A", {}}, {"B", {}}, {"C", {"A"}}}));
  FakePool pool(1, completed);
  FakeLander lander([](const QueueEntry& entry) -> std::optional<LandOutcome> {
    if (entry.ticket_id == "A") return Held{Held::Why::local_changes, "in the way", {"a.txt"}};
    return std::nullopt;
  });
  const Drained drained = drain.run(pool, lander);
  EXPECT_EQ(lander.landed, (std::vector<std::string>{"B"}));
  EXPECT_EQ(drained.deferred, 1U);
  EXPECT_EQ(drained.blocked, 1U);
  EXPECT_EQ(drain.events.all<event::Deferred>().at(0).category, "local_changes");
  EXPECT_EQ(drain.queued(), 1U) << "the result stays for `land`";
}

TEST(Coordinator, WhatComesAtOnceLandsAtOnce) {
  Drain drain(index_of({{"A", {}}, {"B", {}}, {"C", {}}}));
  FakePool pool(3, completed);
  pool.all_at_once = true;
  FakeLander lander;
  drain.run(pool, lander);
  EXPECT_EQ(lander.moves, (std::vector<std::size_t>{3}));
  EXPECT_EQ(lander.landed, (std::vector<std::string>{"A", "B", "C"}));
  EXPECT_EQ(drain.queued(), 0U);
}

TEST(Coordinator, OfThoseThatLandAtOnceAConflictConcernsOnlyItsOwn) {
  Drain drain(index_of({{"A", {}}, {"B", {}}, {"C", {}}}));
  FakePool pool(3, completed);
  pool.all_at_once = true;
  FakeLander lander([](const QueueEntry& entry) -> std::optional<LandOutcome> {
    if (entry.ticket_id == "B" && entry.attempt == 1) return MergeConflict{{"b.txt"}};
    return std::nullopt;
  });
  drain.run(pool, lander);
  EXPECT_EQ(lander.landed, (std::vector<std::string>{"A", "C", "B"}));
  const auto conflicts = drain.events.all<event::Conflicted>();
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].ticket, "B");
}

TEST(Coordinator, OfThoseThatLandAtOnceOneIsHeldAlone) {
  Drain drain(index_of({{"A", {}}, {"B", {}}, {"C", {}}}));
  FakePool pool(3, completed);
  pool.all_at_once = true;
  FakeLander lander([](const QueueEntry& entry) -> std::optional<LandOutcome> {
    if (entry.ticket_id == "B") return Held{Held::Why::local_changes, "in the way", {"b.txt"}};
    return std::nullopt;
  });
  drain.run(pool, lander);
  EXPECT_EQ(lander.landed, (std::vector<std::string>{"A", "C"}));
  for (const auto& held : drain.events.all<event::LandingHeld>()) EXPECT_EQ(held.ticket, "B");
  EXPECT_EQ(drain.state("B"), State::deferred);
}

TEST(Coordinator, ALostWorkersStoredResultCounts) {
  Drain drain(index_of({{"A", {}}}));
  FakePool pool(1, [](const Job& job) {
    return WorkerLoss{0, job.id, job.ticket, job.attempt, "killed"};
  });
  drain.stored = [&](const std::string&, int) {
    return std::optional(completed(pool.sent.front()));
  };
  FakeLander lander;
  drain.run(pool, lander);
  EXPECT_EQ(pool.sent.size(), 1U);
  EXPECT_EQ(lander.landed, (std::vector<std::string>{"A"}));
}

TEST(Coordinator, TheFirstInterruptLetsRunningTicketsLand) {
  Drain drain(index_of({{"A", {}}, {"B", {}}, {"C", {}}}));
  FakePool pool(2, completed);
  drain.each_turn = [&] {
    if (!pool.sent.empty()) drain.interrupt = {Interrupt::finish, 2};
  };
  FakeLander lander;
  const Drained drained = drain.run(pool, lander);
  EXPECT_EQ(drained.interrupted, Interrupt::finish);
  EXPECT_EQ(lander.landed.size(), 2U) << "both in hand";
  EXPECT_EQ(drain.state("C"), State::unprocessed);
}

TEST(Coordinator, TheSecondInterruptGivesTicketsBack) {
  Drain drain(index_of({{"A", {}}, {"B", {}}}));
  FakePool pool(2, completed);
  drain.each_turn = [&] {
    if (!pool.sent.empty()) drain.interrupt = {Interrupt::stop, 15};
  };
  pool.quiet = [] { return true; };
  FakeLander lander;
  drain.run(pool, lander);
  EXPECT_TRUE(lander.landed.empty());
  EXPECT_EQ(drain.events.all<event::Cancelled>().size(), 2U);
  EXPECT_EQ(drain.state("A"), State::unprocessed);
}

TEST(Coordinator, ATicketAddedDuringTheRunIsTakenIn) {
  Drain drain(index_of({{"A", {}}, {"B", {"A"}}}));
  FakePool pool(1, completed);
  bool edited = false;
  drain.each_turn = [&] {
    if (edited || pool.sent.empty()) return;
    edited = true;
    const auto text = read_file(drain.layout.index()).value();
    replace_file(drain.layout.index(),
                 edit_index(text, {{}, {{.id = "NEW", .title = "New"}}}).text);
  };
  FakeLander lander;
  drain.run(pool, lander);
  EXPECT_EQ(lander.landed.size(), 3U);
  EXPECT_EQ(drain.state("NEW"), State::completed);
}

TEST(Coordinator, ABrokenEditOfTheIndexIsToldAndWaitedFor) {
  const std::string good = index_of({{"A", {}}, {"B", {"A"}}});
  Drain drain(good);
  FakePool pool(1, completed);
  int turns = 0;
  drain.each_turn = [&] {
    if (++turns == 2) replace_file(drain.layout.index(), "{\"tickets\": [");
    if (turns == 4) replace_file(drain.layout.index(), good);
  };
  pool.quiet = [&] { return turns < 5; };
  FakeLander lander;
  drain.run(pool, lander);
  EXPECT_EQ(drain.events.all<event::Warning>().size(), 1U);
  EXPECT_EQ(drain.state("B"), State::completed);
}

TEST(Coordinator, AnEditorsOldBufferTakesNothingBack) {
  const std::string before = index_of({{"A", {}}, {"B", {}}});
  Drain drain(before);
  FakePool pool(1, completed);
  FakeLander lander;
  bool saved = false;
  drain.each_turn = [&] {
    if (saved || lander.landed.empty()) return;
    saved = true;
    replace_file(drain.layout.index(), before);
  };
  pool.quiet = [&] { return !lander.landed.empty() && !saved; };
  drain.run(pool, lander);
  EXPECT_EQ(lander.landed.size(), 2U) << "neither twice";
  EXPECT_EQ(drain.state("A"), State::completed);
  EXPECT_EQ(drain.state("B"), State::completed);
}

TEST(Coordinator, AnInterruptedRunThatLeavesAnOrphanIsNoEnd) {
  Drain drain(index_of({{"A", {}}}));
  const fs::path lock_file = drain.folder / "worker.lock";
  const FileLock at_work = FileLock::acquire(lock_file);
  Recovered recovered;
  recovered.orphans.push_back({"A", "earlier", 1, lock_file});
  drain.interrupt = {Interrupt::finish, 2};
  FakePool pool(1, completed);
  FakeLander lander;
  int turns = 0;
  drain.each_turn = [&] { ++turns; };
  EXPECT_FALSE(drain.run(pool, lander, recovered).all_recorded);
  EXPECT_TRUE(pool.sent.empty()) << "its worker is at it";
  EXPECT_EQ(turns, 1);
}

TEST(Coordinator, DiscoveredTicketsGetIdsAndAreDone) {
  Drain drain(index_of({{"AUTH-001", {}}}));
  FakePool pool(1, [](const Job& job) {
    Outcome outcome = completed(job);
    if (job.ticket == "AUTH-001")
      outcome.discovered = {{"One", "", "", ""}, {"Two", "", "bug", "P0"}};
    return outcome;
  });
  FakeLander lander;
  drain.run(pool, lander);
  EXPECT_EQ(lander.landed.size(), 3U);
  EXPECT_EQ(drain.state("AUTH-002"), State::completed);
  EXPECT_EQ(drain.state("AUTH-003"), State::completed);
}

TEST(Coordinator, TicketsThatALandingOfAnEarlierRunFoundAreDone) {
  Drain drain(index_of({{"A-1", {}}}));
  Recovered recovered;
  QueueEntry& entry = recovered.landed.emplace_back().entry;
  entry.ticket_id = "A-1";
  entry.discovered = {R"({"id":"A-2","title":"Found","discovered_from":"A-1"})"};
  FakePool pool(1, completed);
  FakeLander lander;
  drain.run(pool, lander, recovered);
  EXPECT_EQ(drain.state("A-2"), State::completed);
}

TEST(Coordinator, RefusesABacklogWithTicketsNobodyCanDo) {
  Drain drain(index_of({{"A", {}}, {"E=", {"A"}}}));
  drain.options.agent_of = [](const Ticket&) { return std::nullopt; };
  FakePool pool(1, completed);
  FakeLander lander;
  try {
    drain.run(pool, lander);
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    EXPECT_EQ(error.message(), "no agent is configured for 1 of the tickets: A");
  }
}

TEST(Coordinator, WhatRecoveryFoundIsFinishedFirst) {
  std::string index = index_of({{"A", {}}, {"B", {}}, {"C", {}}});
  for (const char* id : {"A", "B", "C"})
    index = edit_index(index, {{{.ticket = id, .state = State::in_progress, .lasting = false}}, {}})
                .text;
  Drain drain(index);
  const auto entry = [&](const std::string& id) {
    QueueEntry made{
        .queue_id = "old/" + id, .ticket_id = id, .queued_at = "2026-01-01T00:00:00.000Z"};
    made.result.bytes[0] = static_cast<std::uint8_t>(id[0]);
    return CommitQueue(drain.layout.queue()).add(made);
  };
  Recovered recovered;
  recovered.landed.push_back({entry("A"), ObjectId{{1}}});
  recovered.to_land.push_back(entry("B"));
  recovered.last_attempt = {{"C", 4}};
  FakePool pool(1, completed);
  FakeLander lander;
  drain.run(pool, lander, recovered);
  EXPECT_EQ(lander.landed, (std::vector<std::string>{"B", "C"})) << "A had landed";
  ASSERT_EQ(pool.sent.size(), 1U);
  EXPECT_EQ(pool.sent[0].attempt, 5);
  EXPECT_EQ(drain.state("A"), State::completed);
  EXPECT_EQ(drain.queued(), 0U);
}

TEST(Coordinator, OlderResultsOfWhatHadLandedGoWithIt) {
  Drain drain(index_of({{"A", {}}, {"B", {}}}));
  const auto entry = [&](const std::string& id, int attempt, EntryStatus status) {
    QueueEntry made{.queue_id = format("old/{}/{}", id, attempt),
                    .ticket_id = id,
                    .attempt = attempt,
                    .status = status,
                    .queued_at = "2026-01-01T00:00:00.000Z"};
    made.result.bytes = {static_cast<std::uint8_t>(id[0]), static_cast<std::uint8_t>(attempt)};
    return CommitQueue(drain.layout.queue()).add(made);
  };
  Recovered recovered;
  recovered.kept.push_back(entry("A", 1, EntryStatus::deferred));
  recovered.landed.push_back({entry("A", 2, EntryStatus::queued), ObjectId{{1}}});
  FakePool pool(1, [](const Job& job) { return ended(job, OutcomeKind::deferred); });
  FakeLander lander;
  drain.run(pool, lander, recovered);
  EXPECT_EQ(drain.queued(), 0U) << "nobody would ever look at it again";
}

/// Any graph, any outcomes, any order of ends: the drain ends, nothing lands twice or before what
/// it depends on, and the index tells the truth.
TEST(Coordinator, EndsWellForAnyOrderOfOutcomes) {
  for (unsigned seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
    std::vector<std::pair<std::string, std::vector<std::string>>> tickets;
    for (int i = 0; i < 12; ++i) {
      std::vector<std::string> before;
      for (int j = 0; j < i; ++j)
        if (chance(15)) before.push_back(format("T-{}", j));
      tickets.emplace_back(format("T-{}", i), before);
    }
    Drain drain(index_of(tickets));
    FakePool pool(
        1 + random() % 4,
        [&](const Job& job) -> PoolEvent {
          if (chance(10)) return WorkerLoss{0, job.id, job.ticket, job.attempt, "lost"};
          if (chance(10)) return ended(job, OutcomeKind::no_change);
          if (chance(10)) return ended(job, OutcomeKind::deferred);
          if (chance(20)) return ended(job, OutcomeKind::timed_out);
          return completed(job);
        },
        [&](std::size_t in_hand) { return random() % in_hand; });
    pool.all_at_once = chance(50);
    FakeLander lander([&](const QueueEntry&) -> std::optional<LandOutcome> {
      if (chance(10)) return MergeConflict{{"x"}};
      if (chance(10)) return Held{Held::Why::local_changes, "edited", {"x"}};
      if (chance(10)) return Held{Held::Why::busy, "busy", {}};
      return std::nullopt;
    });
    const Drained drained = drain.run(pool, lander);
    std::size_t deferred = 0, completed_tickets = 0;
    for (const auto& [id, before] : tickets) {
      const State state = drain.state(id);
      deferred += state == State::deferred;
      if (state != State::completed) continue;
      ++completed_tickets;
      for (const auto& earlier : before) EXPECT_EQ(drain.state(earlier), State::completed);
    }
    EXPECT_EQ(deferred, drained.deferred);
    EXPECT_EQ(completed_tickets + drained.deferred + drained.blocked, tickets.size());
    for (const auto& id : lander.landed) EXPECT_TRUE(lander.forgotten.contains(id)) << id;
  }
}

}  // namespace
}  // namespace sage
