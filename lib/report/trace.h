#pragma once

#include "base/json.h"
#include "report/run_facts.h"

namespace sage {

/// The run in the trace event format that chrome://tracing and Perfetto open: a thread for each
/// worker with the tickets and gate tests that it had, one for landings, and the depth of the queue
/// as a counter.
json::value trace_of(const RunFacts& facts);

}  // namespace sage
