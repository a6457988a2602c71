#pragma once

#include "run/event.h"
#include "run/layout.h"

namespace sage {

/// Brings stream-velocity.log and defer-log.json up to all that the journals say since the last run
/// that they tell of. Safe to repeat, and a run that was killed is made up for by the next. What
/// goes wrong is a Warning among the events: no run fails for its statistics.
void keep_stream_logs(const Layout& layout, EventSink& events);

}  // namespace sage
