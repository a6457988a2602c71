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
  facts.left = {{"DB-002", 4713}};
  EXPECT_EQ(status_text(facts, {}), R"(not running
run 20261120-223501-k3x9 on main: cut short after 400ms; the next run picks up
what it left
1/12 done, 2 running, 9 not started

still at work for a run that is gone
  DB-002  pid 4713
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
          conflict: its result does not merge (2 attempts)
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
  facts.left = {{"DB-002", 4713}, {"DB-003", 4714}};
  const json::value document = status_json(facts);
  EXPECT_TRUE(document.at("run").is_null());
  EXPECT_EQ(document.at("workers_left").at(1).at("ticket"), "DB-003");
  EXPECT_EQ(document.at("workers_left").at(1).at("pid"), 4714);
}

}  // namespace
}  // namespace sage
