#pragma once

#include "base/json.h"
#include "run/run_state.h"

namespace sage {

/// A ticket of a run as the schemas sage.run/1 and sage.status/1 hold it (docs/OUTPUT.md).
json::object ticket_json(const std::string& id, const RunState::TicketRun& run);

/// All tickets of a run, in the order they were first heard of.
json::array tickets_json(const RunState& run);

/// How many tickets are in each phase, and how many needed more than one attempt.
json::object phases_json(const RunState& run);

/// The times and totals both schemas share: run, branch, version, started, wall_ms …
json::object run_json(const RunState& run);

}  // namespace sage
