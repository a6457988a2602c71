#include "plan/forecast.h"

#include <algorithm>

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
    out.work += shift.end - shift.start;
    open[shift.ticket] = true;
  }
  if (out.work > 0) out.critical_path = critical_path(graph, how.durations, open);
  return out;
}

std::vector<Forecast> forecasts(const std::function<Forecast(std::size_t workers)>& with) {
  std::vector<Forecast> all{with(1)};
  for (std::size_t workers = 2;; workers *= 2) {
    Forecast next = with(workers);
    if (next.schedule.makespan >= all.back().schedule.makespan) return all;
    all.push_back(std::move(next));
  }
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
