#include "simulation/costs.h"

namespace sage {

Costs measured_costs(std::size_t tickets) {
  return {.start = 2'000,
          .settle = 2'000,
          .landing = 1'000,
          .batch = 15'000,
          .record = 5'000 + 5 * static_cast<Micros>(tickets),
          .workspace = 30'000};
}

}  // namespace sage
