#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "run/event.h"

namespace sage {

/// What a run looks like after some of its events: a fold, the same for the live terminal, the
/// summary, `status` and recovery, so they cannot disagree.
struct RunState {
  enum class Phase {
    running,
    waiting_to_retry,
    queued,
    held,
    landed,
    rolled_back,
    no_change,
    closed,
    deferred,
    blocked,
    cancelled
  };
  struct TicketRun {
    Phase phase = Phase::running;
    std::string title;
    int attempt = 0;
    int worker = -1;  ///< it and the next two: of the attempt now or last running
    std::int64_t worker_pid = 0;
    std::uint64_t worker_start_time = 0;
    WallTime started = 0;       ///< of the attempt now or last running
    WallTime settled = 0;       ///< when it landed, was deferred …; 0: not yet
    std::int64_t agent_ms = 0;  ///< all attempts together; so are the next two
    std::int64_t check_ms = 0, gate_ms = 0;
    int fix_rounds = 0;              ///< of the newest attempt that gave a result
    std::optional<Verdict> verdict;  ///< the gate's newest word on the queued result
    std::string conflicts_with;      ///< the ticket ahead that it will conflict with, or empty
    /// What its agent does now, or the gate with its queued result; empty when neither does.
    std::string activity;
    ObjectId base, result, commit;
    std::vector<std::string> files, merged;  ///< merged: see event::Landed
    std::string summary;
    std::string category, message, last_error;  ///< why deferred, or why the last attempt failed
    std::string log;                            ///< of the newest failure: a file or a folder
    std::vector<std::string> chain;             ///< blocked by
    std::optional<event::LandingIntent> open_intent;  ///< an intent without its Landed
  };

  /// A tree that the gate is testing.
  struct Test {
    ObjectId commit;
    std::vector<std::string> ahead;
    int worker = 0;
    WallTime started = 0;
  };

  event::RunStarted run;
  event::Counts counts;
  std::map<std::string, TicketRun> tickets;
  std::map<std::string, event::Recovered> recovered;  ///< heard of, and perhaps not there yet
  std::vector<std::string> order;                     ///< ids in the order they were first heard of
  std::vector<std::string> queue;     ///< those of queued and held results, in the order they came
  std::map<std::string, Test> tests;  ///< under way, by ticket; "": of the branch's own tree
  std::uint64_t trees_tested = 0, verdicts_remembered = 0;
  std::int64_t gate_ms = 0;                      ///< of all tests
  std::map<std::string, std::uint64_t> repeats;  ///< that flaky checks needed, by check
  WallTime started = 0, last_event = 0;
  std::optional<event::RunFinished> finished;
  std::optional<event::Pushed> pushed;
  std::optional<event::PushFailed> push_failed;  ///< and not made good since
  std::vector<std::string> warnings;

  void apply(const Event& event);
  /// agent time of all tickets / wall time so far: how much faster than one worker (0: no time).
  double speed_up() const;
  std::int64_t wall_ms() const;
  std::int64_t agent_ms() const;
  std::int64_t check_ms() const;
  bool has_gate() const { return trees_tested + verdicts_remembered + tests.size() > 0; }
};

RunState fold(const std::vector<Event>& events);

}  // namespace sage
