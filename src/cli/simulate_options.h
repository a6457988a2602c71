#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "engine/weights.h"
#include "simulation/chances.h"
#include "simulation/costs.h"
#include "simulation/made_up_backlog.h"

namespace sage {

/// The command line of `sage-stream simulate`.
struct SimulateOptions {
  MadeUp made_up{.tickets = 0};  ///< no tickets: the repository's own backlog
  std::int64_t agent_time = assumed_time, gate_time = 0;  ///< milliseconds
  Chances chances;
  std::vector<std::pair<Micros Costs::*, Micros>> costs;  ///< instead of those measured
  bool sweep = false;
};

}  // namespace sage
