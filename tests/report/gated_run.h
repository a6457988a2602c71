#pragma once

#include <vector>

#include "run/event.h"

namespace sage {

inline ObjectId id_of(std::uint8_t number) {
  ObjectId id;
  id.bytes.fill(number);
  return id;
}

constexpr WallTime run_start = 1'795'000'000'000;

/// A run of six seconds on two workers, with a gate: A-1 lands; A-2 conflicts, then lands; B-1 is
/// deferred after two attempts, so B-2 is blocked; C-1 needs no change.
inline std::vector<Event> a_gated_run() {
  const auto report = [](const char* name) {
    return CheckReport{.name = name, .verdict = Verdict::PASS, .runs = 1, .milliseconds = 100};
  };
  const auto result = [&](const char* ticket, int attempt, std::uint8_t id) {
    return event::ResultQueued{.ticket = ticket,
                               .attempt = attempt,
                               .result = id_of(id),
                               .files = {"src/a.c"},
                               .summary = "Done.",
                               .agent_ms = 500,
                               .prepare_ms = 50,
                               .collect_ms = 50,
                               .check_ms = 100,
                               .checks = {report("unit")}};
  };
  const auto started = [](const char* ticket, int attempt, int worker) {
    return event::TicketStarted{.ticket = ticket,
                                .title = std::string("Do ") + ticket,
                                .attempt = attempt,
                                .worker = worker};
  };
  const auto failed = [](int attempt, std::int64_t retry) {
    return event::AttemptFailed{"B-1", attempt, "timeout", "ran longer than 1s", retry, 400, "log"};
  };
  std::vector<std::pair<WallTime, EventBody>> script{
      {0, event::RunStarted{"20261120-223501-test", "0.1.0", "refs/heads/main",
                            "sage-stream --auto", 2, 1, 6, 1}},
      {100, started("A-1", 1, 0)},
      {100, started("A-2", 1, 1)},
      {900, started("B-1", 1, 0)},  // given out before A-1's result is told
      {910, result("A-1", 1, 1)},
      {1000, result("A-2", 1, 2)},
      {1010, event::GateStarted{"A-1", id_of(11), id_of(11), {}, 1}},
      {1310,
       event::GateFinished{
           "A-1", id_of(11), id_of(11), Verdict::PASS, {report("build")}, false, 300}},
      {1350, event::Landed{"A-1", id_of(1), id_of(21), 1, 40}},
      {1400, event::Conflicted{"A-2", 1, {"src/a.c"}}},
      {1500, started("A-2", 2, 1)},
      {1700, failed(1, 100)},
      {1800, started("B-1", 2, 0)},
      {2300, result("A-2", 2, 3)},
      {2310,
       event::GateFinished{"A-2", id_of(12), id_of(12), Verdict::PASS, {report("build")}, true, 0}},
      {2400, event::Landed{"A-2", id_of(3), id_of(22), 1, 30}},
      {2600, failed(2, -1)},
      {2600, event::Deferred{"B-1", "timeout", "ran longer than 1s", 2, "killed", id_of(4)}},
      {2600, event::Blocked{"B-2", {"B-2", "B-1"}}},
      {2700, started("C-1", 1, 0)},
      {3000, event::NoChange{"C-1", "It says so already.", 1, 250}},
      {6000, event::RunFinished{1, 6000}},
  };
  std::vector<Event> events;
  for (auto& [at, body] : script) events.push_back({run_start + at, std::move(body)});
  return events;
}

/// The backlog of that run, as it is after it.
constexpr const char* gated_backlog = R"({"tickets": [
 {"id": "A-1", "title": "Do A-1", "state": "COMPLETED", "priority": "P0"},
 {"id": "A-2", "title": "Do A-2", "state": "COMPLETED", "dependencies": ["A-1"]},
 {"id": "B-1", "title": "Do B-1", "state": "DEFERRED"},
 {"id": "B-2", "title": "Do B-2", "state": "UNPROCESSED", "blockedBy": ["B-1"], "component": "odd"},
 {"id": "C-1", "title": "Do C-1", "state": "COMPLETED"},
 {"id": "C-2", "title": "Done long ago", "state": "COMPLETED"},
 {"id": "C-3", "title": "Deferred before", "state": "DEFERRED",
  "defer_reason": {"category": "stalled", "message": "fell silent"}}]})";

}  // namespace sage
