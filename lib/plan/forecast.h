#pragma once

#include "plan/critical_path.h"
#include "plan/simulate.h"

namespace sage {

/// A simulated run, and what no order of its work could beat.
struct Forecast {
  Schedule schedule;
  std::size_t workers = 1;
  std::int64_t work = 0;       ///< all its tickets one after another, in milliseconds
  CriticalPath critical_path;  ///< of its tickets, and of the containers between them

  std::int64_t lower_bound() const;
};

Forecast forecast(const Backlog& backlog, const Graph& graph, const Plan& plan,
                  const Simulated& how);

/// Forecasts for 1, 2, 4, 8, … workers, as long as more of them make the run shorter; at least one.
std::vector<Forecast> forecasts(const std::function<Forecast(std::size_t workers)>& with);

/// Tickets that run side by side.
using Wave = std::span<const Shift>;

/// The schedule in its order, cut before each ticket that starts when one of its wave has ended.
/// So no ticket of a wave waits for another of it, and none has more of them than workers.
std::vector<Wave> waves_of(const Schedule& schedule);

}  // namespace sage
