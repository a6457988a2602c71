// What one turn of the merge train costs, by how many results wait: every test passes, or fails.
#include <benchmark/benchmark.h>

#include <cstring>
#include <map>

#include "queue/train.h"

namespace {

using namespace sage;

/// A commit for each chain of cars, as a lander would make them.
class Yard {
 public:
  explicit Yard(Train::Known known) : known_(known) {}

  Train::Yard yard() {
    return {[this](Car car, const ObjectId& onto) -> std::optional<ObjectId> {
              auto [found, is_new] = made_.try_emplace({car, onto});
              if (is_new) std::memcpy(found->second.bytes.data(), &++count_, sizeof count_);
              return found->second;
            },
            [this](const ObjectId&) { return known_; }};
  }

 private:
  Train::Known known_;
  std::uint64_t count_ = 0;
  std::map<std::pair<Car, ObjectId>, ObjectId> made_;
};

void form(benchmark::State& state, TrainMode mode, Train::Known known) {
  Yard yard(known);
  Train train({.mode = mode, .window = static_cast<std::size_t>(state.range(0)), .longest = 1024});
  for (Car car = 1; car <= static_cast<Car>(state.range(0)); ++car) train.enter(car, 0);
  const Train::Yard asked = yard.yard();
  for (auto _ : state) benchmark::DoNotOptimize(train.form({}, asked));
}

BENCHMARK_CAPTURE(form, speculative_untested, TrainMode::speculative, Train::Known::nothing)
    ->RangeMultiplier(4)
    ->Range(4, 256);
BENCHMARK_CAPTURE(form, speculative_passed, TrainMode::speculative, Train::Known::passed)
    ->RangeMultiplier(4)
    ->Range(4, 256);
BENCHMARK_CAPTURE(form, batch_failed, TrainMode::batch, Train::Known::failed)
    ->RangeMultiplier(4)
    ->Range(4, 256);

}  // namespace

BENCHMARK_MAIN();
