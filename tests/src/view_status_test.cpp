#include "view/status.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "src/scripted_run.h"

namespace sage {
namespace {

/// The first `number` events of the scripted run, as a journal has them, seen two minutes later.
StatusFacts facts_after(std::size_t number) {
  std::vector<Event> events = scripted_run();
  events.resize(number);
  std::erase_if(events, [](const Event& event) { return !is_journalled(event); });
  StatusFacts facts;
  facts.now = events.back().at + 120'000;
  facts.run = fold(events);
  facts.last_events.assign(events.end() - 2, events.end());
  return facts;
}

LockOwner owner() {
  LockOwner owner;
  owner.pid = 4711;
  owner.host = "build3";
  owner.command = "sage-stream --auto";
  owner.since = "2026-11-20T22:35:01Z";
  return owner;
}

TEST(Status, SaysWhenThereWasNoRun) { EXPECT_EQ(status_text({}, {}), "not running\nno run yet\n"); }

TEST(Status, ShowsALivingRun) {
  StatusFacts facts = facts_after(20);
  facts.coordinator = owner();
  EXPECT_EQ(status_text(facts, {.columns = 100}),
            R"(running: pid 4711 on host build3, since 2026-11-20T22:35:01Z (sage-stream --auto)
run 20261120-223501-k3x9 on main: for 2m 01s
4/12 done, 1 running, 1 waiting to retry, 1 held, 5 not started

running
  DB-002  2:00  worker 1 (pid 4713)  数据库迁移
waiting to retry
  API-005  Rate limits
held
  UI-006  Dark mode
          local edits are in the way
last events (UTC)
  22:35:03  held UI-006: local edits are in the way: src/ui.ts
)");
}

TEST(Status, ShowsWhatWasCutShortAndWhoIsStillAtWork) {
  StatusFacts facts = facts_after(6);
  facts.left = {{"DB-002", 4713, "logs"}, {"", 0, ".sage/runs/r/_gate/4"}};
  EXPECT_EQ(status_text(facts, {}), R"(not running
run 20261120-223501-k3x9 on main: cut short after 400ms; the next run picks up
what it left
1/12 done, 2 running, 9 not started

still at work for a run that is gone
  DB-002  pid 4713
  gate    log in .sage/runs/r/_gate/4
was running
  AUTH-001  Add a login form
  DB-002    数据库迁移
last events (UTC)
  22:35:01  started AUTH-001 Add a login form (attempt 1, worker 0)
  22:35:01  started DB-002 数据库迁移 (attempt 1, worker 1)
)");
}

TEST(Status, ShowsWhatTheLastRunDid) {
  EXPECT_EQ(status_text(facts_after(scripted_run().size()), {}), R"(not running
run 20261120-223501-k3x9 on main: finished after 1m 01s, exit code 1
4/13 done, 1 held, 1 deferred, 2 blocked, 1 cancelled, 4 not started

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
last events (UTC)
  22:35:04  cancelled API-005 (attempt 1): the run ends, the ticket goes back
  22:35:04  finished after 1m 01s
)");
}

TEST(Status, ShowsWhatEarlierRunsDeferred) {
  StatusFacts facts;
  facts.beside.deferred_before = {{.id = "D-1", .title = "D", .category = "timeout"}};
  EXPECT_EQ(status_text(facts, {}), R"(not running
no run yet

deferred before
  D-1  D
       timeout:
hint: sage-stream --auto --retry-deferred tries deferred tickets again
)");
  facts.run = fold({{1, event::RunStarted{.run = "r", .branch = "main", .tickets = 3}}});
  EXPECT_NE(status_text(facts, {}).find("0/3 done, 1 deferred before, 2 not started\n"),
            std::string::npos)
      << status_text(facts, {});
  facts.coordinator = owner();
  EXPECT_EQ(status_text(facts, {}).find("hint"), std::string::npos) << "a stream runs";
  EXPECT_EQ(status_json(facts).at("deferred_before").at(0).at("id"), "D-1");
}

TEST(Status, DoesNotTakeTheStreamOfAnotherWorktreeForThisOnesRun) {
  StatusFacts facts = facts_after(6);
  facts.coordinator = owner();
  facts.coordinator->pid = 4712;
  facts.elsewhere = true;
  const std::string text = status_text(facts, {});
  EXPECT_EQ(text.find("running in another worktree: pid 4712"), 0U) << text;
  EXPECT_NE(text.find("cut short after 400ms"), text.npos) << text;
  EXPECT_NE(text.find("\nwas running\n"), text.npos) << text;
}

TEST(Status, ShowsTheTrainAndWhatTheGateSaid) {
  StatusFacts facts;
  facts.run = fold(gated_run());
  facts.coordinator = owner();
  facts.now = facts.run->last_event + 5'000;
  EXPECT_EQ(status_text(facts, {.columns = 100}),
            R"(running: pid 4711 on host build3, since 2026-11-20T22:35:01Z (sage-stream --auto)
run r on main: for 5.0s
0/6 done, 1 running, 3 queued, 1 deferred, 1 not started

running
  G-5  0:05  worker 0 (pid 0)  Five
landing
  G-1  ✓ tested  One
  G-2  testing  Two
  G-3  will conflict with G-1  Three
deferred
  G-4  Four
       gate_failed: build FAIL: exit status 2
       last error: error: no such member
       log in .sage/runs/r/_gate/4/build.log
       result kept as 09090909; to land it: sage-stream land G-4
)");
  facts.coordinator.reset();
  EXPECT_EQ(status_text(facts, {}).find("testing"), std::string::npos)
      << "what was tested when the run was cut short is tested no more";
}

TEST(StatusJson, ShowsTheTrainAndTheVerdicts) {
  StatusFacts facts;
  facts.run = fold(gated_run());
  const json::value run = status_json(facts).at("run");
  EXPECT_EQ(run.at("train").at(1).at("ticket"), "G-2");
  EXPECT_EQ(run.at("train").at(1).at("testing"), true);
  EXPECT_EQ(run.at("train").at(1).at("worker"), 2);
  EXPECT_EQ(run.at("train").at(1).at("ahead").at(0), "G-1");
  EXPECT_EQ(run.at("train").at(2).at("testing"), false);
  EXPECT_EQ(run.at("tickets").at(0).at("verdict"), "FAIL");
  EXPECT_EQ(run.at("tickets").at(1).at("verdict"), "PASS");
  EXPECT_TRUE(run.at("tickets").at(2).at("verdict").is_null());
  EXPECT_EQ(run.at("tickets").at(3).at("conflicts_with"), "G-1");
  EXPECT_EQ(run.at("trees_tested"), 2);
  EXPECT_EQ(run.at("repeats").at("unit"), 2);
}

TEST(StatusJson, SaysWhetherARunIsAlive) {
  StatusFacts facts = facts_after(20);
  EXPECT_EQ(status_json(facts).at("alive"), false);
  EXPECT_TRUE(status_json(facts).at("coordinator").is_null());
  facts.coordinator = owner();
  const json::value document = status_json(facts);
  EXPECT_EQ(document.at("schema"), "sage.status/1");
  EXPECT_EQ(document.at("alive"), true);
  EXPECT_EQ(document.at("coordinator").at("pid"), 4711);
  EXPECT_EQ(document.at("run").at("phases").at("held"), 1);
  EXPECT_EQ(document.at("run").at("tickets").at(0).at("id"), "AUTH-001");
  EXPECT_EQ(document.at("last_events").as_array().size(), 2U);
  EXPECT_EQ(document.at("last_events").at(1).at("event"), "landing_held");
}

TEST(StatusJson, NamesWorkersThatAreStillAtWork) {
  StatusFacts facts;
  facts.left = {{"DB-002", 4713, "l2"}, {"DB-003", 4714, "l3"}};
  const json::value document = status_json(facts);
  EXPECT_TRUE(document.at("run").is_null());
  EXPECT_EQ(document.at("workers_left").at(1).at("ticket"), "DB-003");
  EXPECT_EQ(document.at("workers_left").at(1).at("pid"), 4714);
  EXPECT_EQ(document.at("workers_left").at(1).at("log"), "l3");
}

}  // namespace
}  // namespace sage
