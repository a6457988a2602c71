#include "engine/guide.h"

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
using Names = std::vector<std::string>;
using What = Guide::Judgement::What;

/// Answers as it is told, and remembers what it was asked.
struct Told : Guide {
  Start may_start(const Ticket& ticket) override {
    asked.emplace_back(ticket.id);
    return start(std::string(ticket.id));
  }
  bool concerns(const Ticket& ticket) const override { return ticket.id != "unconcerned"; }
  bool retries(const Ticket& ticket) const override {
    return retried.contains(std::string(ticket.id));
  }
  More more() override { return mores.empty() ? More{} : take(mores); }
  Judgement judge(const Finished& finished) override {
    judged.push_back(finished.entry.ticket_id);
    return judgements.empty() ? Judgement{} : take(judgements);
  }

  template <class T>
  static T take(std::vector<T>& from) {
    T first = std::move(from.front());
    from.erase(from.begin());
    return first;
  }

  std::function<Start(const std::string&)> start = [](auto&) { return Start::yes; };
  std::set<std::string> retried;
  std::vector<More> mores;
  std::vector<Judgement> judgements;
  Names asked, judged;
};

struct Guided : ::testing::Test {
  Drained run(const std::string& index, std::size_t workers = 1) {
    drain.emplace(index);
    if (change) change(*drain);
    drain->guide = &guide;
    pool.emplace(workers, script);
    return drain->run(*pool, lander);
  }
  Names sent() const {
    Names tickets;
    for (const Job& job : pool->sent) tickets.push_back(job.ticket);
    return tickets;
  }

  Told guide;
  std::function<PoolEvent(const Job&)> script = completed;
  std::function<void(Drain&)> change;
  std::optional<Drain> drain;
  std::optional<FakePool> pool;
  FakeLander lander;
};

TEST_F(Guided, ATicketThatIsHeldBackStaysAsItIsAndTheRunEnds) {
  guide.start = [](auto& id) { return id == "A" ? Guide::Start::not_now : Guide::Start::yes; };
  run(index_of({{"A", {}}, {"B", {}}, {"C", {"A"}}}));
  EXPECT_EQ(sent(), Names{"B"});
  EXPECT_EQ(drain->state("A"), State::unprocessed);
  EXPECT_EQ(drain->state("C"), State::unprocessed);
}

TEST_F(Guided, WhatIsHeldBackIsAskedForAgainWhenThereIsNothingElseToDo) {
  bool later = false;
  guide.mores = {{.go_on = true}};
  guide.start = [&](auto& id) {
    later = later || id == "B";
    return id == "A" && !later ? Guide::Start::not_now : Guide::Start::yes;
  };
  run(index_of({{"A", {}}, {"B", {}}}));
  EXPECT_EQ(sent(), (Names{"B", "A"}));
  EXPECT_EQ(drain->state("A"), State::completed);
}

TEST_F(Guided, NoMoreLetsWhatRunsFinishAndBeginsNothing) {
  guide.start = [](auto& id) { return id == "B" ? Guide::Start::no_more : Guide::Start::yes; };
  const Drained drained = run(index_of({{"A", {}}, {"B", {}}, {"C", {}}}), 2);
  EXPECT_EQ(sent(), Names{"A"});
  EXPECT_EQ(guide.asked, (Names{"A", "B"}));
  EXPECT_EQ(lander.landed, Names{"A"});
  EXPECT_EQ(drain->state("B"), State::unprocessed);
  EXPECT_EQ(drained.interrupted, Interrupt::none);
}

TEST_F(Guided, NoMoreEndsThoughARetryIsDue) {
  guide.start = [](auto& id) { return id == "B" ? Guide::Start::no_more : Guide::Start::yes; };
  script = [](const Job& job) { return ended(job, OutcomeKind::failed, "exit status 1"); };
  run(index_of({{"A", {}}, {"B", {}}}), 2);
  EXPECT_EQ(sent(), Names{"A"});
  EXPECT_EQ(drain->state("A"), State::unprocessed);
}

TEST_F(Guided, OnlyWhatConcernsTheRunNeedsAnAgent) {
  guide.start = [](auto& id) { return id == "A" ? Guide::Start::yes : Guide::Start::not_now; };
  change = [](Drain& drain) {
    drain.options.agent_of = [](const Ticket& ticket) {
      return ticket.id == "A" ? std::optional(AgentSpec{.argv = {"true"}}) : std::nullopt;
    };
  };
  run(index_of({{"A", {}}, {"unconcerned", {}}}));
  EXPECT_EQ(lander.landed, Names{"A"});
}

TEST_F(Guided, DeferredTicketsAreTriedAgainWhereTheGuideSaysSo) {
  guide.retried = {"A"};
  run(R"({"tickets":[{"id":"A","title":"","state":"DEFERRED"},
                     {"id":"B","title":"","state":"FAILED"},
                     {"id":"C","title":"","state":"UNPROCESSED","dependencies":["A"]}]})");
  EXPECT_EQ(sent(), (Names{"A", "C"}));
  EXPECT_EQ(drain->state("A"), State::completed);
  EXPECT_EQ(drain->state("B"), State::failed);
}

TEST_F(Guided, ATicketDeferredInThisRunIsTriedAgainWithAllItsAttempts) {
  guide.mores = {{.go_on = true, .retry = {"A"}}};
  script = [](const Job& job) {
    return job.ticket == "A" && job.attempt <= 3 ? ended(job, OutcomeKind::failed, "exit status 1")
                                                 : completed(job);
  };
  const Drained drained = run(index_of({{"A", {}}, {"B", {"A"}}}));
  EXPECT_EQ(sent(), (Names{"A", "A", "A", "A", "B"}));
  EXPECT_EQ(drained.deferred, 0U);
  EXPECT_EQ(drain->state("B"), State::completed);
}

TEST_F(Guided, AResultThatIsDeclinedGoesBackToTheAgentWithTheWords) {
  guide.judgements = {{What::again, "the tests are missing"}};
  run(index_of({{"A", {}}}));
  ASSERT_EQ(pool->sent.size(), 2U);
  EXPECT_EQ(pool->sent[1].earlier.at(0).problem, "the tests are missing");
  EXPECT_EQ(pool->sent[1].carry, completed(pool->sent[0]).result);
  EXPECT_EQ(lander.landed, Names{"A"});
}

TEST_F(Guided, AResultThatIsDeferredIsKeptWithTheReason) {
  guide.judgements = {{What::defer, "after the release"}};
  const Drained drained = run(index_of({{"A", {}}, {"B", {"A"}}}));
  EXPECT_EQ(drained.deferred, 1U);
  EXPECT_TRUE(lander.landed.empty());
  const auto deferred = drain->events.all<event::Deferred>().at(0);
  EXPECT_EQ(deferred.category, "declined");
  EXPECT_EQ(deferred.message, "after the release");
  EXPECT_FALSE(deferred.result.is_zero());
  EXPECT_EQ(drain->queued(), 1U);
}

TEST_F(Guided, AResultThatIsLeftForLaterStaysQueuedAndTheRunEnds) {
  guide.judgements = {{What::later, ""}};
  run(index_of({{"A", {}}, {"B", {}}}));
  EXPECT_EQ(sent(), Names{"A"});
  EXPECT_TRUE(lander.landed.empty());
  EXPECT_EQ(drain->state("A"), State::unprocessed);
  const auto entries = CommitQueue(drain->layout.queue()).list().entries;
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].status, EntryStatus::queued);
}

TEST_F(Guided, WhatIsLeftForLaterWithoutAChangeIsDoneAgainInTheNextRun) {
  script = [](const Job& job) { return ended(job, OutcomeKind::no_change); };
  guide.judgements = {{What::later, ""}};
  run(index_of({{"A", {}}, {"B", {}}}));
  EXPECT_EQ(sent(), Names{"A"});
  EXPECT_EQ(drain->state("A"), State::unprocessed);
}

TEST_F(Guided, AnInterruptWhileThePersonIsAskedIsSeen) {
  struct Interrupted : Told {
    explicit Interrupted(InterruptRequest& request) : request(request) {}
    More more() override {
      request = {Interrupt::finish, 2};
      return {};
    }
    InterruptRequest& request;
  };
  drain.emplace(index_of({{"A", {}}}));
  Interrupted interrupted(drain->interrupt);
  interrupted.start = [](auto&) { return Guide::Start::not_now; };
  drain->guide = &interrupted;
  pool.emplace(1, completed);
  EXPECT_EQ(drain->run(*pool, lander).interrupted, Interrupt::finish);
}

TEST_F(Guided, FinishedWithoutAChangeIsJudgedToo) {
  script = [](const Job& job) { return ended(job, OutcomeKind::no_change); };
  guide.judgements = {{What::again, "it is not done"}, {What::defer, "never mind"}};
  run(index_of({{"A", {}}}));
  EXPECT_EQ(guide.judged, (Names{"A", "A"}));
  EXPECT_EQ(drain->state("A"), State::deferred);
  EXPECT_EQ(drain->events.all<event::Deferred>().at(0).message, "never mind");
}

}  // namespace
}  // namespace sage
