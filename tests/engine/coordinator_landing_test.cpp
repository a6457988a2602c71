#include <gtest/gtest.h>

#include "fakes/drain.h"

namespace sage {
namespace {

using test::completed;
using test::Drain;
using test::ended;
using test::FakeLander;
using test::FakePool;
using test::index_of;

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

TEST(Coordinator, AResultLandsAfterWhatItDependsOn) {
  Drain drain(index_of({{"A", {}}, {"B", {"A"}}}));
  FakePool pool(1, completed);
  FakeLander lander;
  drain.run(pool, lander, drain.queued_before("B"));
  EXPECT_EQ(lander.landed, (std::vector<std::string>{"A", "B"}));
  ASSERT_EQ(pool.sent.size(), 1U) << "B's work is not done again";
  EXPECT_EQ(drain.events.all<event::LandingHeld>().at(0).reason,
            "it depends on what is not done: A");
}

TEST(Coordinator, AResultDoesNotLandWithoutWhatItDependsOn) {
  Drain drain(index_of({{"A", {}}, {"B", {"A"}}}));
  drain.options.start_tickets = false;  // as `land` does
  FakePool pool(1, completed);
  FakeLander lander;
  drain.run(pool, lander, drain.queued_before("B"));
  EXPECT_TRUE(lander.landed.empty());
  EXPECT_EQ(drain.events.all<event::Deferred>().at(0).category, "dependency_not_done");
  EXPECT_EQ(drain.queued(), 1U) << "the result stays for `land`";
}

//     A ──► B ──► C        S alone
TEST(Coordinator, AFreeWorkerIsKeptForMoreUrgentWorkThatALandingFrees) {
  Drain drain(index_of({{"A", {}}, {"B", {"A"}}, {"C", {"B"}}, {"S", {}}}));
  FakePool pool(1, completed);
  FakeLander lander;
  drain.run(pool, lander);
  std::string order;
  for (const Job& job : pool.sent) order += job.ticket;
  EXPECT_EQ(order, "ABSC") << "C is as urgent as S, and S is ready when B lands";
}

//     A ──► B        C ──► D
TEST(Coordinator, AFreeWorkerDoesNotWaitForALandingThatFreesNothingMoreUrgent) {
  Drain drain(index_of({{"A", {}}, {"B", {"A"}}, {"C", {}}, {"D", {"C"}}}));
  FakePool pool(1, completed);
  std::string at_work_as_a_lands;
  FakeLander lander([&](const QueueEntry& entry) -> std::optional<LandOutcome> {
    if (entry.ticket_id == "A") at_work_as_a_lands = pool.sent.back().ticket;
    return std::nullopt;
  });
  drain.run(pool, lander);
  EXPECT_EQ(at_work_as_a_lands, "C");
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

TEST(Coordinator, WhatRecoveryFoundIsFinishedFirst) {
  std::string index = index_of({{"A", {}}, {"B", {}}, {"C", {}}});
  for (const char* id : {"A", "B", "C"})
    index = edit_index(index, {{{.ticket = id, .state = State::in_progress, .lasting = false}}, {}})
                .text();
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

}  // namespace
}  // namespace sage
