#pragma once

#include <string>
#include <vector>

#include "run/event.h"

namespace sage {

enum class StretchKind {
  attempt,  ///< a worker has a ticket in hand
  gate,     ///< a worker tests what would land with a ticket (empty: the branch's own tree)
  queued,   ///< a result waits to be tested and to land
  landing,  ///< a result is put on the branch
};
BOOST_DESCRIBE_ENUM(StretchKind, attempt, gate, queued, landing)

/// One thing that a run did for a while. Times in milliseconds since the run began.
struct Stretch {
  using Kind = StretchKind;
  Kind kind = Kind::attempt;
  std::string ticket;
  int attempt = 0;  ///< 0: it is none of one attempt
  int worker = -1;  ///< -1: no worker has part in it
  std::int64_t begin_ms = 0, end_ms = 0;
  /// How it ended: "result", "failed: timeout", "PASS", "landed" …; empty: it goes on.
  std::string end;
  std::int64_t prepare_ms = 0, agent_ms = 0, check_ms = 0, collect_ms = 0;  ///< as far as known
  std::vector<std::string> ahead;  ///< of a gate: the tickets it is tested on top of

  std::int64_t length_ms() const { return end_ms - begin_ms; }
};
BOOST_DESCRIBE_STRUCT(Stretch, (),
                      (kind, ticket, attempt, worker, begin_ms, end_ms, end, prepare_ms, agent_ms,
                       check_ms, collect_ms, ahead))

/// What a run did when, in the order it began. What has no end among the events goes on until
/// `now`, or is "cut short" by the last event if the run does not go on (`now` is 0).
std::vector<Stretch> timeline_of(const std::vector<Event>& events, WallTime now);

}  // namespace sage
