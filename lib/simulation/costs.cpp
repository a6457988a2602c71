#include "simulation/costs.h"

namespace sage {

Costs measured_costs(std::size_t tickets) {
  return {.start = 3'000,
          .settle = 6'000,
          .landing = 1'000,
          .batch = 9'000,
          .record = 5'000 + 5 * static_cast<Micros>(tickets),
          .workspace = 20'000};
}

}  // namespace sage
