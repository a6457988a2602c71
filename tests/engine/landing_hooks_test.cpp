#include <gmock/gmock.h>

#include <algorithm>

#include "fakes/drain.h"

/// The user's own hooks are asked of what lands: the coordinator with `landing_hooks`, over fakes.
namespace sage {
namespace {

using test::completed;
using test::Drain;
using test::FakeLander;
using test::FakePool;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Tickets = std::vector<std::string>;

class LandingHooks : public testing::Test {
 public:
  LandingHooks() : drain(test::index_of({{"A", {}}, {"B", {}}, {"C", {}}})) {
    drain.options.landing_hooks = true;
  }

  /// What hooks that are content answer, with the message they make of it.
  static Outcome content(const Job& job, const std::string& message = "feat: do it") {
    Outcome outcome;
    outcome.job = job.id;
    outcome.ticket = job.ticket;
    outcome.kind = OutcomeKind::checked;
    outcome.checks = {{.name = "pre-commit", .verdict = Verdict::PASS},
                      {.name = "commit-msg", .verdict = Verdict::PASS}};
    Job work = job;
    work.attempt = 1;
    outcome.landing_message =
        format("{}\n\nSage-Ticket: {}\nSage-Result: {}\nSage-Run: run-1\nChange-Id: I1\n", message,
               job.ticket, completed(work).result.hex());
    return outcome;
  }
  static Outcome refusing(const Job& job) {
    Outcome outcome = content(job);
    outcome.checks = {{.name = "pre-commit",
                       .verdict = Verdict::FAIL,
                       .message = "exit status 1",
                       .output = "no tabs"}};
    return outcome;
  }

  /// `answer` says what the hooks answer to a branch with these tickets' results.
  FakePool pool(std::size_t workers, std::function<PoolEvent(const Job&, const Tickets&)> answer) {
    return {workers, [this, answer](const Job& job) -> PoolEvent {
              if (job.kind == JobKind::work) return completed(job);
              asked.push_back(lander.tickets_in(job.base));
              return answer(job, asked.back());
            }};
  }
  std::vector<event::Deferred> deferred() { return drain.events.all<event::Deferred>(); }

  Drain drain;
  std::map<std::string, std::string> messages;  ///< by ticket, as it lands
  FakeLander lander{[this](const QueueEntry& entry) -> std::optional<LandOutcome> {
    messages[entry.ticket_id] = entry.commit_message;
    return std::nullopt;
  }};
  std::vector<Tickets> asked;
};

TEST_F(LandingHooks, AreAskedOncePerLandingOnTopOfThoseAhead) {
  auto workers = pool(3, [](const Job& job, const Tickets&) { return content(job); });
  drain.run(workers, lander);
  EXPECT_THAT(lander.landed, ElementsAre("A", "B", "C"));
  EXPECT_THAT(asked, UnorderedElementsAre(Tickets{"A"}, Tickets{"A", "B"}, Tickets{"A", "B", "C"}));
}

TEST_F(LandingHooks, MayChangeTheMessageButForWhatMakesALandingKnown) {
  auto workers =
      pool(1, [](const Job& job, const Tickets&) { return content(job, "fix: " + job.ticket); });
  drain.run(workers, lander);
  EXPECT_EQ(messages["A"], "fix: A\n\nChange-Id: I1");
}

TEST_F(LandingHooks, ARefusalDefersWithTheHooksLastWords) {
  auto workers = pool(3, [](const Job& job, const Tickets& tickets) {
    return tickets.back() == "B" ? refusing(job) : content(job);
  });
  drain.run(workers, lander);
  EXPECT_THAT(lander.landed, ElementsAre("A", "C"));
  ASSERT_EQ(deferred().size(), 1u);
  EXPECT_EQ(deferred()[0].category, "hook_refused");
  EXPECT_EQ(deferred()[0].message, "pre-commit: exit status 1");
  EXPECT_EQ(deferred()[0].last_error, "no tabs");
  EXPECT_FALSE(deferred()[0].result.is_zero());
  EXPECT_EQ(drain.queued(), 1u) << "it is kept, for `land`";
  EXPECT_THAT(workers.sent, testing::Each(testing::Field(&Job::attempt, 1)));
}

TEST_F(LandingHooks, NobodyIsRefusedForWhatStandsAhead) {
  auto workers = pool(3, [](const Job& job, const Tickets& tickets) {
    return tickets.front() == "A" ? refusing(job) : content(job);
  });
  drain.run(workers, lander);
  EXPECT_THAT(lander.landed, ElementsAre("B", "C"));
  ASSERT_EQ(deferred().size(), 1u);
  EXPECT_EQ(deferred()[0].ticket, "A");
}

TEST_F(LandingHooks, TrailersThatAreTakenAwayOrForgedAreARefusal) {
  auto workers = pool(1, [](const Job& job, const Tickets&) {
    Outcome outcome = content(job);
    if (job.ticket == "A") outcome.landing_message = "feat: do it\n";
    if (job.ticket == "B") outcome.landing_message += "Sage-Result: 0123\n";
    return outcome;
  });
  drain.run(workers, lander);
  EXPECT_THAT(lander.landed, ElementsAre("C"));
  ASSERT_EQ(deferred().size(), 2u);
  EXPECT_THAT(deferred()[0].message, HasSubstr("takes away the trailers"));
}

TEST_F(LandingHooks, ALostWorkerIsFollowedByAnotherThoughNotForEver) {
  int losses = 0;
  auto workers = pool(1, [&](const Job& job, const Tickets& tickets) -> PoolEvent {
    const bool lost = tickets.back() == "A" ? ++losses < 3 : tickets.back() == "B";
    if (lost) return WorkerLoss{.job = job.id, .ticket = job.ticket, .message = "killed"};
    return content(job);
  });
  drain.run(workers, lander);
  EXPECT_THAT(lander.landed, ElementsAre("A", "C"));
  ASSERT_EQ(deferred().size(), 1u);
  EXPECT_THAT(deferred()[0].message, HasSubstr("killed"));
}

TEST_F(LandingHooks, AreAskedOfWhatTheGateHasPassed) {
  drain.options.gate = {{.name = "build", .argv = {"make"}}};
  drain.options.attempts = 1;
  std::vector<Tickets> hooked;
  auto workers = pool(2, [&](const Job& job, const Tickets& tickets) {
    if (job.kind == JobKind::hooks) {
      hooked.push_back(tickets);
      return content(job);
    }
    Outcome outcome = content(job);
    outcome.checks = {
        {.name = "build", .verdict = tickets.back() == "B" ? Verdict::FAIL : Verdict::PASS}};
    return outcome;
  });
  drain.run(workers, lander);
  EXPECT_THAT(lander.landed, ElementsAre("A", "C"));
  for (const auto& tickets : hooked) EXPECT_THAT(tickets, testing::Not(testing::Contains("B")));
}

TEST_F(LandingHooks, AnEndedRunLandsNothingThatWasNotAsked) {
  auto workers = pool(1, [&](const Job& job, const Tickets&) {
    drain.interrupt = {Interrupt::stop, 15};
    return content(job);
  });
  drain.run(workers, lander);
  EXPECT_THAT(lander.landed, testing::SizeIs(testing::Le(1)));
  EXPECT_THAT(deferred(), IsEmpty());
}

}  // namespace
}  // namespace sage
