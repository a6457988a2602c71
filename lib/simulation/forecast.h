#pragma once

#include "plan/critical_path.h"
#include "simulation/simulate.h"

namespace sage {

/// A simulated run, and what no order of its work could beat.
struct Forecast {
  Schedule schedule;
  std::size_t workers = 1;
  std::int64_t work = 0;       ///< all its tickets one after another, each once, in milliseconds
  CriticalPath critical_path;  ///< of its tickets, and of the containers between them

  std::int64_t lower_bound() const;
  /// Shares from 0 to 1 of the time of all workers, and of the coordinator's.
  double agents_share() const { return share(schedule.working, workers); }
  double tests_share() const { return share(schedule.testing, workers); }
  double coordinator_share() const { return share(schedule.coordinating, 1); }
  /// How long a finished result waits until it has landed, or turns out not to, in milliseconds on
  /// average (Little's law).
  std::int64_t wait_to_land() const;

 private:
  double share(Micros busy, std::size_t lanes) const;
};

Forecast forecast(const Backlog& backlog, const Graph& graph, const Plan& plan,
                  const Simulated& how);

/// Forecasts for 1, 2, 4, 8, … workers, as long as twice as many make the run shorter, by more than
/// `least_gain` of it; at least one.
std::vector<Forecast> forecasts(const std::function<Forecast(std::size_t workers)>& with,
                                double least_gain = 0);

/// What keeps a run from being shorter.
enum class Wall {
  coordinator,    ///< it is nearly always busy
  workers,        ///< they are
  critical_path,  ///< nearly all of the time goes into it
  gate,           ///< results wait far longer than a test takes
  none,           ///< nothing alone
};
Wall wall_of(const Forecast& forecast, Milliseconds gate_time);

/// Tickets that run side by side.
using Wave = std::span<const Shift>;

/// The schedule in its order, cut before each ticket that starts when one of its wave has ended.
/// So no ticket of a wave waits for another of it, and none has more of them than workers.
std::vector<Wave> waves_of(const Schedule& schedule);

}  // namespace sage
