#include "view/summary.h"

#include <gtest/gtest.h>

#include "src/scripted_run.h"
#include "view/display_width.h"
#include "view/ticket_json.h"

namespace sage {
namespace {

TEST(Summary, TellsHowARunWent) {
  EXPECT_EQ(summary(fold(scripted_run()), {}), R"(landed
  AUTH-001  03030303    3 files    12.4s  Add a login form
no change
  DOC-003  the page says so already
closed
  AUTH-EPIC
deferred
  DB-002  数据库迁移
          merge_conflict: its result does not merge (2 attempts)
          last error: conflict in db/schema.sql
          result kept as 05050505; to land it: sage-stream land DB-002
blocked
  DB-007  by DB-002
  DB-008  by DB-007 -> DB-002
held
  UI-006  Dark mode
          local edits are in the way
cancelled
  API-005  Rate limits
           killed by SIGKILL

1 landed, 1 no change, 1 closed, 1 deferred, 2 blocked, 1 held, 1 cancelled in
1m 01s
agent time 2m 03s: 2.0 times as fast as one worker
longest: DB-002 1m 40s, AUTH-001 12.4s, UI-006 8.0s
hint: what is held lands when its reason is gone: run again, or sage-stream land
)");
}

TEST(Summary, TellsWhatChecksAndGateSaidAndTook) {
  std::vector<Event> events = gated_run();
  events.push_back({1'001'000, event::Landed{.ticket = "G-1", .commit = object_id(3)}});
  events.push_back({1'001'000, event::RunFinished{1, 10'000}});
  EXPECT_EQ(summary(fold(events), {}), R"(landed
  G-1  03030303     1 file     5.0s  One
deferred
  G-4  Four
       gate_failed: build FAIL: exit status 2
       last error: error: no such member
       log in .sage/runs/r/_gate/4/build.log
       result kept as 09090909; to land it: sage-stream land G-4
retried
  G-1  1 fix-up round

1 landed, 1 deferred, 2 queued, 1 running in 10.0s
agent time 20.0s: 2.0 times as fast as one worker
longest: G-1 5.0s, G-2 5.0s, G-3 5.0s
check time 700ms
gate time 5.0s: 2 trees tested, 0 verdicts remembered
flaky: lint needed 1 repeat, unit needed 2 repeats
hint: sage-stream --auto --retry-deferred tries deferred tickets again
)");
}

TEST(Summary, OffersToLandOnlyWhatIsFinished) {
  const auto is_offered = [](const char* category) {
    RunState run;
    run.apply({1, event::Deferred{.ticket = "A-1", .category = category, .result = object_id(9)}});
    const std::string text = summary(run, {});
    const bool is_shown = text.find("to see it: git show 09090909") != text.npos;
    const bool is_offered = text.find("to land it: sage-stream land A-1") != text.npos;
    EXPECT_NE(is_shown, is_offered) << text;
    return is_offered;
  };
  for (const char* category : {"agent_failed", "timeout", "stalled", "persistent_test_failure",
                               "worker_lost", "internal", "agent_deferred", "refused"})
    EXPECT_FALSE(is_offered(category)) << category;
  for (const char* category :
       {"gate_failed", "gate_no_tests", "gate_not_run", "gate_timeout", "gate_broken",
        "hook_refused", "merge_conflict", "local_changes", "checkout_busy", "declined"})
    EXPECT_TRUE(is_offered(category)) << category;
}

BesideRun beside() {
  return {{{.id = "D-1",
            .title = "Four",
            .category = "local_changes",
            .message = "in the way",
            .last_error = "src/x.c",
            .attempts = 2,
            .result = object_id(9)}},
          " --onto side"};
}

TEST(Summary, TellsWhatEarlierRunsDeferredAndHowToGoOnAsThisRunDid) {
  RunState run;
  run.apply({1, event::Blocked{"E-1", {"D-1"}}});
  EXPECT_EQ(summary(run, {}, beside()), R"(deferred before
  D-1  Four
       local_changes: in the way (2 attempts)
       last error: src/x.c
       result kept as 09090909; to land it: sage-stream land D-1 --onto side
blocked
  E-1  by D-1

1 blocked in 0ms
hint: sage-stream --auto --retry-deferred --onto side tries deferred tickets
again
)");
}

TEST(Summary, TellsTitleAndFilesOfAResultOfAnEarlierRun) {
  const RunState run = fold({{1, event::Recovered{"A-1", "to be landed", "Add it", {"a", "b"}}},
                             {2, event::Landed{.ticket = "A-1", .files = 2}}});
  EXPECT_NE(summary(run, {}).find("  A-1  00000000    2 files      0ms  Add it\n"),
            std::string::npos)
      << summary(run, {});
}

TEST(Summary, TellsAPushThatFailedUntilItIsMadeGood) {
  std::vector<Event> events{
      {1, event::RunStarted{.run = "r"}},
      {2, event::PushFailed{"refs/heads/main", "origin", {}, "! rejected\nfetch first"}}};
  const std::string failed = summary(fold(events), {});
  EXPECT_NE(failed.find("not pushed to origin: ! rejected"), failed.npos) << failed;
  EXPECT_NE(failed.find("hint: nothing is lost"), failed.npos) << failed;
  events.push_back({3, event::Pushed{"refs/heads/main", "origin", {}, 5}});
  const std::string mended = summary(fold(events), {});
  EXPECT_NE(mended.find("\npushed to origin\n"), mended.npos) << mended;
  EXPECT_EQ(mended.find("not pushed"), mended.npos);
}

TEST(Summary, NeedsNoHintWhenAllIsWell) {
  const RunState run = fold({{1000, event::RunStarted{.run = "r", .tickets = 1}},
                             {2000, event::TicketStarted{.ticket = "A-1", .title = "T"}},
                             {3000, event::NoChange{.ticket = "A-1", .agent_ms = 1000}},
                             {3000, event::RunFinished{0, 2000}}});
  EXPECT_EQ(summary(run, {}),
            "no change\n"
            "  A-1  T\n"
            "\n"
            "1 no change in 2.0s\n"
            "longest: A-1 1.0s\n");
}

TEST(Summary, TellsTheSpeedOnlyWhereItSaysSomething) {
  const auto tells = [](int workers, std::int64_t agent_ms) {
    const RunState run =
        fold({{1000, event::RunStarted{.run = "r", .worker_limit = workers, .tickets = 1}},
              {2000, event::NoChange{.ticket = "A-1", .agent_ms = agent_ms}},
              {3000, event::RunFinished{0, 2000}}});
    return summary(run, {}).find("times as fast") != std::string::npos;
  };
  EXPECT_TRUE(tells(2, 1000));
  EXPECT_FALSE(tells(2, 999));
  EXPECT_FALSE(tells(1, 100'000));
}

TEST(Summary, OfARunWithNothingToDoIsOneLine) {
  const RunState run = fold({{1000, event::RunStarted{}}, {1005, event::RunFinished{0, 5}}});
  EXPECT_EQ(summary(run, {}), "nothing was done in 5ms\n");
}

RunState run_of_many(std::size_t tickets) {
  RunState run;
  for (std::size_t i = 0; i < tickets; ++i)
    run.apply({1, event::Blocked{format("T-{}", i), {"X-1"}}});
  return run;
}

TEST(Summary, ShowsSoManyOfASectionAndCountsTheRest) {
  const std::string text = summary(run_of_many(23), {.limit = 3});
  EXPECT_EQ(text,
            "blocked\n  T-0  by X-1\n  T-1  by X-1\n  T-2  by X-1\n  and 20 more\n\n"
            "23 blocked in 0ms\n");
}

TEST(Summary, FitsItsColumnsWhateverTheTitles) {
  RunState run = fold(scripted_run());
  for (auto& [id, ticket] : run.tickets)
    ticket.title = ticket.message = "一个很长的标题 with words in between 和更多的文字 and\nlines";
  for (const int columns : {40, 80, 120}) {
    std::string text = summary(run, {.columns = columns});
    for (std::size_t end; (end = text.find('\n')) != text.npos; text.erase(0, end + 1))
      EXPECT_LE(display_width(text.substr(0, end)), columns) << text.substr(0, end);
  }
}

TEST(Summary, GivesAnIdThatIsWiderThanItsColumnALineOfItsOwn) {
  RunState run;
  run.apply({1, event::Blocked{"A-TICKET-WITH-A-VERY-LONG-ID-1", {"X-1"}}});
  EXPECT_EQ(summary(run, {}),
            "blocked\n  A-TICKET-WITH-A-VERY-LONG-ID-1\n                        by X-1\n\n"
            "1 blocked in 0ms\n");
}

TEST(SummaryJson, HoldsTheSameForPrograms) {
  const json::value document = summary_json(fold(scripted_run()));
  EXPECT_EQ(document.at("schema"), "sage.run/1");
  EXPECT_EQ(document.as_object().begin()->key(), "schema");
  EXPECT_EQ(document.at("run"), "20261120-223501-k3x9");
  EXPECT_EQ(document.at("exit_code"), 1);
  EXPECT_EQ(document.at("wall_ms"), 61'700);
  EXPECT_EQ(document.at("agent_ms"), 123'400);
  EXPECT_EQ(document.at("phases").at("landed"), 1);
  EXPECT_EQ(document.at("phases").at("blocked"), 2);
  EXPECT_EQ(document.at("phases").at("running"), 0);
  EXPECT_EQ(document.at("phases").at("retried"), 1);
  EXPECT_EQ(document.at("warnings").as_array().size(), 1U);
}

TEST(SummaryJson, HoldsEveryTicketWithAllMembers) {
  const json::value document = summary_json(fold(scripted_run()));
  const json::array& tickets = document.at("tickets").as_array();
  const json::value* deferred = nullptr;
  for (const auto& ticket : tickets) {
    EXPECT_EQ(ticket.as_object().size(), tickets[0].as_object().size());
    if (ticket.at("id") == "DB-002") deferred = &ticket;
  }
  ASSERT_NE(deferred, nullptr);
  EXPECT_EQ(deferred->at("phase"), "deferred");
  EXPECT_EQ(deferred->at("category"), "merge_conflict");
  EXPECT_EQ(deferred->at("attempts"), 2);
  EXPECT_EQ(deferred->at("result"), to_json(object_id(5)));
  EXPECT_EQ(deferred->at("commit"), "");
}

TEST(SummaryJson, HoldsWhatEarlierRunsDeferred) {
  EXPECT_EQ(summary_json(RunState{}).at("deferred_before"), json::array());
  const json::value before = summary_json(RunState{}, beside()).at("deferred_before").at(0);
  EXPECT_EQ(before.at("id"), "D-1");
  EXPECT_EQ(before.at("title"), "Four");
  EXPECT_EQ(before.at("category"), "local_changes");
  EXPECT_EQ(before.at("message"), "in the way");
  EXPECT_EQ(before.at("result"), to_json(object_id(9)));
}

TEST(SummaryJson, IsUtf8WhateverAnAgentSays) {
  RunState run;
  run.apply({1, event::NoChange{.ticket = "A-1", .summary = "caf\xE9"}});
  EXPECT_TRUE(is_utf8(pretty(summary_json(run))));
}

TEST(SummaryJson, OfARunThatIsNotFinishedHasNoExitCode) {
  EXPECT_TRUE(summary_json(RunState{}).at("exit_code").is_null());
}

}  // namespace
}  // namespace sage
