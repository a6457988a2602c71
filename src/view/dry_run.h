#pragma once

#include "base/json.h"
#include "engine/selection.h"
#include "engine/weights.h"
#include "simulation/forecast.h"
#include "view/sections.h"

namespace sage {

/// What a run would do, for people and programs.
struct DryRun {
  const Backlog& backlog;
  Forecast forecast;                ///< with the workers that were asked for
  std::vector<Forecast> forecasts;  ///< with 1, 2, 4, 8, …
  std::size_t known = 0;            ///< tickets of the backlog whose past time is known
  WallTime now = 0;
  std::string end;      ///< when it would end, as a person says it
  std::string stopped;  ///< why nothing more would begin, or empty

  struct Blocked {
    TicketIndex ticket = 0;
    std::vector<TicketIndex> chain;  ///< from it to the deferred one
  };
  std::vector<Blocked> blocked;
  std::vector<TicketIndex> deferred;
  std::vector<TicketIndex> held_back;  ///< would be begun if nothing stopped it
  LeftOut left;                        ///< for want of tickets that are not selected
  std::string command_with_missing;
  std::size_t not_selected = 0;      ///< to be done, and not asked for
  std::vector<TicketIndex> in_hand;  ///< of a stream that is at work now
  std::vector<TicketIndex> to_land;  ///< finished: their results land first
};

std::string dry_run_text(const DryRun& dry, const ReportOptions& options);

/// Schema "sage.plan/1" (docs/PLANNING.md).
json::value dry_run_json(const DryRun& dry);

}  // namespace sage
