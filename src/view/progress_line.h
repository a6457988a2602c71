#pragma once

#include <string>

#include "view/live_run.h"
#include "view/style.h"

namespace sage {

/// A bar, then how many tickets stand where and how long the rest will take, as much of it as
/// fits into `columns`.
std::string progress_line(const LiveRun& run, int columns, WallTime now, const Style& style);

}  // namespace sage
