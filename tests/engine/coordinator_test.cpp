#include "engine/coordinator.h"

#include <gtest/gtest.h>

#include <random>

#include "fakes/drain.h"
#include "os/file_lock.h"

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
                 edit_index(text, {{}, {{.id = "NEW", .title = "New"}}}).text());
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
  EXPECT_EQ(drain.events.all<event::Warning>().at(0).ticket, "A") << "it is said that it goes on";
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
