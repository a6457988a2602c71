#include <gtest/gtest.h>

#include <algorithm>

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
  EXPECT_EQ(lander.cleared, 1U) << "of what the lost worker was writing";
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

}  // namespace
}  // namespace sage
