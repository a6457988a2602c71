#pragma once

#include "base/json.h"
#include "simulation/forecast.h"
#include "view/sections.h"

namespace sage {

/// A simulated run, for people and programs.
struct SimulationShown {
  Forecast forecast;
  std::size_t tickets = 0;  ///< of the backlog
  Simulated how;
  std::vector<Forecast> sweep;  ///< with 1, 2, 4, 8, … workers; may be empty
};

std::string simulation_text(const SimulationShown& shown, const ReportOptions& options);

/// Schema "sage.simulation/1" (docs/SIMULATION.md).
json::value simulation_json(const SimulationShown& shown);

}  // namespace sage
