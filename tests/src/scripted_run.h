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
      event::Deferred{"DB-002", "conflict", "its result does not merge", 2,
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
  for (auto& body : bodies) events.push_back({at += 100, std::move(body)});
  return events;
}

}  // namespace sage
