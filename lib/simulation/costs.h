#pragma once

#include <cstddef>

#include "simulation/course.h"

namespace sage {

/// What a run costs besides the work of agents and gate. All but `workspace` is time of the
/// coordinator, which does one thing at a time.
struct Costs {
  Micros start = 0;      ///< an attempt or a test is begun
  Micros settle = 0;     ///< what came of it is taken in
  Micros landing = 0;    ///< a result is merged and committed: to be tested, and when it lands
  Micros batch = 0;      ///< the branch is moved, by results that land together
  Micros record = 0;     ///< the index is written; that takes at most a tenth of the time
  Micros workspace = 0;  ///< a worker prepares a workspace and collects what changed in it
};

/// As measured for a backlog of this size (docs/SCALING.md).
Costs measured_costs(std::size_t tickets);

}  // namespace sage
