#include "simulation/forecast.h"

#include <algorithm>
#include <cmath>

namespace sage {

std::int64_t Forecast::lower_bound() const {
  const auto each = static_cast<std::int64_t>(workers);
  return std::max(critical_path.length, (work + each - 1) / each);
}

Forecast forecast(const Backlog& backlog, const Graph& graph, const Plan& plan,
                  const Simulated& how) {
  Forecast out{.schedule = simulate(plan, how), .workers = how.workers};
  std::vector<bool> open(plan.size());
  for (TicketIndex t = 0; t < plan.size(); ++t)
    open[t] = backlog[t].is_container && plan.standing(t) != Standing::done;
  for (const Shift& shift : out.schedule.shifts) {
    if (open[shift.ticket]) continue;  // another attempt
    out.work += how.durations[shift.ticket];
    open[shift.ticket] = true;
  }
  if (out.work > 0) out.critical_path = critical_path(graph, how.durations, open);
  return out;
}

double Forecast::share(Micros busy, std::size_t lanes) const {
  const auto all = static_cast<double>(schedule.makespan) * 1000 * static_cast<double>(lanes);
  return all > 0 ? std::min(static_cast<double>(busy) / all, 1.0) : 0;
}

std::int64_t Forecast::wait_to_land() const {
  const std::size_t results = schedule.landed.size() + schedule.conflicted + schedule.rejected;
  const double waited =
      schedule.course.mean(Course::to_land) * static_cast<double>(schedule.makespan);
  return results > 0 ? std::llround(waited / static_cast<double>(results)) : 0;
}

std::vector<Forecast> forecasts(const std::function<Forecast(std::size_t workers)>& with,
                                double least_gain) {
  std::vector<Forecast> all{with(1)};
  for (std::size_t workers = 2;; workers *= 2) {
    Forecast next = with(workers);
    const auto now = static_cast<double>(all.back().schedule.makespan);
    if (static_cast<double>(next.schedule.makespan) >= now * (1 - least_gain)) return all;
    all.push_back(std::move(next));
  }
}

Wall wall_of(const Forecast& forecast, Milliseconds gate_time) {
  constexpr double nearly_all = 0.9;
  if (forecast.coordinator_share() >= nearly_all) return Wall::coordinator;
  if (forecast.agents_share() + forecast.tests_share() >= nearly_all) return Wall::workers;
  const auto makespan = static_cast<double>(forecast.schedule.makespan);
  if (static_cast<double>(forecast.critical_path.length) >= nearly_all * makespan)
    return Wall::critical_path;
  const bool waits = gate_time.count() > 0 && forecast.wait_to_land() >= 2 * gate_time.count();
  return waits ? Wall::gate : Wall::none;
}

std::vector<Wave> waves_of(const Schedule& schedule) {
  std::vector<Wave> waves;
  const std::span all(schedule.shifts);
  std::size_t first = 0;
  std::int64_t first_end = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > first && all[i].start >= first_end) {
      waves.push_back(all.subspan(first, i - first));
      first = i;
    }
    first_end = i == first ? all[i].end : std::min(first_end, all[i].end);
  }
  if (first < all.size()) waves.push_back(all.subspan(first));
  return waves;
}

}  // namespace sage
