#include "report/time_spent.h"

#include <algorithm>

namespace sage {
namespace {

/// Adds a part of an attempt, at most what is left of it.
void spend(std::int64_t part, std::int64_t& left, std::int64_t& sum) {
  const std::int64_t spent = std::clamp<std::int64_t>(part, 0, left);
  left -= spent;
  sum += spent;
}

void add_attempt(const Stretch& attempt, TimeSpent& time) {
  std::int64_t left = attempt.length_ms();
  spend(attempt.agent_ms, left, time.agent_ms);
  spend(attempt.check_ms, left, time.check_ms);
  spend(attempt.prepare_ms, left, time.prepare_ms);
  spend(attempt.collect_ms, left, time.collect_ms);
  time.other_ms += left;
}

}  // namespace

TimeSpent time_spent(const std::vector<Stretch>& stretches, int workers, std::int64_t wall_ms) {
  TimeSpent time{.workers = workers, .wall_ms = wall_ms};
  std::int64_t busy = 0;
  for (const auto& stretch : stretches) {
    if (stretch.worker >= 0) {
      busy += stretch.length_ms();
      time.workers = std::max(time.workers, stretch.worker + 1);
    }
    switch (stretch.kind) {
      case Stretch::Kind::attempt:
        add_attempt(stretch, time);
        break;
      case Stretch::Kind::gate:
        time.gate_ms += stretch.length_ms();
        break;
      case Stretch::Kind::queued:
        time.queue_ms += stretch.length_ms();
        break;
      case Stretch::Kind::landing:
        time.landing_ms += stretch.length_ms();
        break;
    }
  }
  time.idle_ms = std::max<std::int64_t>(time.workers * wall_ms - busy, 0);
  return time;
}

}  // namespace sage
