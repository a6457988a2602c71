#include "simulation/course.h"

#include <algorithm>

namespace sage {

void Course::held_until(Micros now, const Levels& levels) {
  for (std::size_t i = 0; i < levels.size(); ++i) most_[i] = std::max(most_[i], levels[i]);
  while (now_ < now) {
    auto at = static_cast<std::size_t>(now_ / step_);
    while (at >= most_steps) {
      double_the_step();
      at /= 2;
    }
    const Micros until = std::min(now, static_cast<Micros>(at + 1) * step_);
    areas_.resize(std::max(areas_.size(), at + 1));
    for (std::size_t i = 0; i < levels.size(); ++i)
      areas_[at][i] += static_cast<double>(levels[i]) * static_cast<double>(until - now_);
    now_ = until;
  }
}

void Course::double_the_step() {
  step_ *= 2;
  for (std::size_t at = 0; at < areas_.size(); ++at) {
    const auto area = areas_[at];
    if (at % 2 == 0) areas_[at / 2] = {};
    for (std::size_t i = 0; i < area.size(); ++i) areas_[at / 2][i] += area[i];
  }
  areas_.resize((areas_.size() + 1) / 2);
}

std::vector<double> Course::means(Level level) const {
  std::vector<double> means;
  for (std::size_t at = 0; at < areas_.size(); ++at) {
    const Micros length = std::min(step_, now_ - static_cast<Micros>(at) * step_);
    means.push_back(areas_[at][level] / static_cast<double>(length));
  }
  return means;
}

double Course::mean(Level level) const {
  double area = 0;
  for (const auto& step : areas_) area += step[level];
  return now_ > 0 ? area / static_cast<double>(now_) : 0;
}

}  // namespace sage
