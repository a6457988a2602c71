#include "simulation/costs.h"

namespace sage {

Costs measured_costs(std::size_t tickets) {
  return {.start = 500,
          .settle = 5'000,
          .landing = 500,
          .batch = 15'000,
          .record = 5'000 + 5 * static_cast<Micros>(tickets),
          .workspace = 30'000};
}

}  // namespace sage
