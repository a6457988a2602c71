#pragma once

#include "report/timeline.h"

namespace sage {

/// Where the time of a run went, in milliseconds.
struct TimeSpent {
  int workers = 0;
  std::int64_t wall_ms = 0;
  /// Of the workers' time; together `workers` times `wall_ms`.
  std::int64_t agent_ms = 0, prepare_ms = 0, check_ms = 0, collect_ms = 0;
  std::int64_t other_ms = 0;  ///< of attempts, as far as the journal does not tell it apart
  std::int64_t gate_ms = 0, idle_ms = 0;
  /// Of the results' time: all together, side by side.
  std::int64_t queue_ms = 0, landing_ms = 0;
};
BOOST_DESCRIBE_STRUCT(TimeSpent, (),
                      (workers, wall_ms, agent_ms, prepare_ms, check_ms, collect_ms, other_ms,
                       gate_ms, idle_ms, queue_ms, landing_ms))

TimeSpent time_spent(const std::vector<Stretch>& stretches, int workers, std::int64_t wall_ms);

}  // namespace sage
