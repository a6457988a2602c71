#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sage {

/// Virtual time, or a length of it, in microseconds.
using Micros = std::int64_t;

/// How much of what there was over the time of a run, in steps of equal length. As the run gets
/// longer the steps do: there are never more than `most_steps`.
class Course {
 public:
  enum Level { ready, working, testing, to_land };
  using Levels = std::array<std::size_t, 4>;  ///< tickets that could start, agents, tests, results
  static constexpr std::size_t most_steps = 64;

  /// There was so much from the time last told (first: 0) until `now`.
  void held_until(Micros now, const Levels& levels);

  Micros step() const { return step_; }
  /// The mean of each step.
  std::vector<double> means(Level level) const;
  double mean(Level level) const;  ///< of all the time
  std::size_t most(Level level) const { return most_[level]; }

 private:
  void double_the_step();

  Micros now_ = 0, step_ = 1;
  std::vector<std::array<double, 4>> areas_;  ///< level times time, of each step
  Levels most_{};
};

}  // namespace sage
