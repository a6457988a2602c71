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
    std::optional<Verdict> verdict;  ///< the gate's newest word on the queued result
    std::string conflicts_with;      ///< the ticket ahead that it will conflict with, or empty
    std::string activity;            ///< what the agent does now; empty when it does not run
    ObjectId base, result, commit;
    std::vector<std::string> files;
    std::string summary;
    std::string category, message, last_error;  ///< why deferred, or why the last attempt failed
    std::vector<std::string> chain;             ///< blocked by
    std::optional<event::LandingIntent> open_intent;  ///< an intent without its Landed
  };

  event::RunStarted run;
  event::Counts counts;
  std::map<std::string, TicketRun> tickets;
  std::vector<std::string> order;  ///< ids in the order they were first heard of
  WallTime started = 0, last_event = 0;
  std::optional<event::RunFinished> finished;
  std::vector<std::string> warnings;

  void apply(const Event& event);
  /// agent time of all tickets / wall time so far: how much faster than one worker (0: no time).
  double speed_up() const;
  std::int64_t wall_ms() const;
  std::int64_t agent_ms() const;
};

RunState fold(const std::vector<Event>& events);

}  // namespace sage
