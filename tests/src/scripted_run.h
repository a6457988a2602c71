#pragma once

#include <vector>

#include "run/run_state.h"

namespace sage {

inline ObjectId object_id(std::uint8_t number) {
  ObjectId id;
  id.bytes.fill(number);
  return id;
}

/// A run in which everything happens that can, 100 ms apart.
inline std::vector<Event> scripted_run() {
  std::vector<EventBody> bodies{
      event::RunStarted{"20261120-223501-k3x9", "0.1.0", "main", "sage-stream --auto", 2, 4711, 12,
                        1},
      event::Recovered{"OLD-001", "its result was stored; it lands now"},
      event::Counts{.total = 12, .done = 1, .ready = 4, .waiting = 7},
      event::TicketStarted{"AUTH-001", "Add a login form", 1, 0, 4712, 99, object_id(1)},
      event::TicketStarted{"DB-002", "数据库迁移", 1, 1, 4713, 99, object_id(1)},
      event::Counts{.total = 12, .done = 1, .running = 2, .ready = 2, .waiting = 7},
      event::Progress{"AUTH-001", "working", "editing src/auth.ts", 0},
      event::AttemptFailed{"DB-002", 1, "failed", "exit status 3", 2000, 40'000,
                           ".sage/runs/20261120-223501-k3x9/DB-002/1"},
      event::ResultQueued{"AUTH-001",
                          1,
                          object_id(1),
                          object_id(2),
                          {"src/auth.ts", "src/form.ts", "src/login.css"},
                          "The form is there.",
                          12'400,
                          30,
                          5},
      event::LandingIntent{"AUTH-001", "refs/heads/main", object_id(2), object_id(1), object_id(3)},
      event::Landed{"AUTH-001", object_id(2), object_id(3), 3, 25},
      event::Closed{"AUTH-EPIC"},
      event::TicketStarted{"DB-002", "数据库迁移", 2, 1, 4713, 99, object_id(3)},
      event::TicketStarted{"DOC-003", "Say what it does", 1, 0, 4712, 99, object_id(3)},
      event::NoChange{"DOC-003", "the page says so already", 1, 3'000},
      event::TicketStarted{"API-005", "Rate limits", 1, 0, 4712, 99, object_id(3)},
      event::Slowed{"API-005", 30'000},
      event::TicketStarted{"UI-006", "Dark mode", 1, 0, 4712, 99, object_id(3)},
      event::ResultQueued{
          "UI-006", 1, object_id(3), object_id(4), {"src/ui.ts"}, "Dark.", 8'000, 30, 5},
      event::LandingHeld{"UI-006", "local edits are in the way", {"src/ui.ts"}},
      event::ResultQueued{
          "DB-002", 2, object_id(3), object_id(5), {"db/schema.sql"}, "Migrated.", 60'000, 30, 5},
      event::Conflicted{"DB-002", 2, {"db/schema.sql"}},
      event::Discovered{"NEW-010", "Remove the old form", "AUTH-001"},
      event::IndexReloaded{13, 1},
      event::WorkerLost{1, "API-005", "killed by SIGKILL"},
      event::Deferred{"DB-002", "merge_conflict", "its result does not merge", 2,
                      "conflict in db/schema.sql", object_id(5)},
      event::Blocked{"DB-007", {"DB-007", "DB-002"}},
      event::Blocked{"DB-008", {"DB-008", "DB-007", "DB-002"}},
      event::Warning{"", "2 files are left\nbehind \033[31m"},
      event::TicketStarted{"API-005", "Rate limits", 1, 0, 4712, 99, object_id(3)},
      event::Interrupted{2, false},
      event::Cancelled{"API-005", 1},
      event::RunFinished{1, 61'700},
  };
  WallTime at = parse_iso_time("2026-11-20T22:35:01Z");
  std::vector<Event> events;
  events.reserve(bodies.size());
  for (auto& body : bodies) events.push_back({at += 100, std::move(body)});
  return events;
}

/// A run with checks and a gate: G-1 is tested, G-2 is being tested on top of it, G-3 waits and
/// will conflict; G-4 has failed the gate; the branch itself is tested.
inline std::vector<Event> gated_run() {
  const CheckReport flaky{.name = "unit", .verdict = Verdict::PASS, .runs = 3};
  const CheckReport failing{.name = "build",
                            .verdict = Verdict::FAIL,
                            .message = "exit status 2",
                            .output = "error: no such member",
                            .runs = 1,
                            .log = ".sage/runs/r/_gate/4/build.log"};
  const auto result = [](const char* ticket) {
    return event::ResultQueued{
        .ticket = ticket, .result = object_id(9), .files = {"src/x.c"}, .agent_ms = 5'000};
  };
  event::ResultQueued mended = result("G-1");
  mended.check_ms = 700;
  mended.checks = {{.name = "lint", .verdict = Verdict::PASS, .runs = 2}};
  mended.fix_rounds = 1;
  std::vector<EventBody> bodies{
      event::RunStarted{.run = "r", .branch = "main", .worker_limit = 4, .pid = 4711, .tickets = 6},
      event::TicketStarted{.ticket = "G-4", .title = "Four", .worker = 0},
      event::TicketStarted{.ticket = "G-1", .title = "One", .worker = 1},
      result("G-4"),
      event::GateStarted{"G-4", object_id(4), object_id(4), {}, 0},
      event::GateFinished{
          "G-4", object_id(4), object_id(4), Verdict::FAIL, {failing}, false, 2'000},
      event::AttemptFailed{"G-4", 1, "gate_failed", "build FAIL: exit status 2", -1, 0,
                           failing.log},
      event::Deferred{"G-4", "gate_failed", "build FAIL: exit status 2", 1, failing.output,
                      object_id(9)},
      mended,
      event::TicketStarted{.ticket = "G-2", .title = "Two", .worker = 0},
      event::TicketStarted{.ticket = "G-3", .title = "Three", .worker = 2},
      event::GateStarted{"G-1", object_id(1), object_id(1), {}, 1},
      event::GateFinished{"G-1", object_id(1), object_id(1), Verdict::PASS, {flaky}, false, 3'000},
      result("G-2"),
      result("G-3"),
      event::ConflictForeseen{"G-3", "G-1", {"src/x.c"}},
      event::GateStarted{"G-2", object_id(2), object_id(2), {"G-1"}, 2},
      event::Progress{"G-2", "testing", "unit", 2},
      event::GateStarted{"", object_id(7), object_id(7), {}, 3},
      event::TicketStarted{.ticket = "G-5", .title = "Five", .worker = 0},
      event::Progress{"G-5", "mending", "editing src/y.c", 0},
  };
  std::vector<Event> events;
  events.reserve(bodies.size());
  for (auto& body : bodies) events.push_back({1'000'000, std::move(body)});
  return events;
}

}  // namespace sage
