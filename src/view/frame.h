#pragma once

#include <string>
#include <vector>

#include "view/live_run.h"
#include "view/style.h"

namespace sage {

struct FrameSize {
  int columns = 80, rows = 24;
  bool operator==(const FrameSize&) const = default;
};

/// The live part of the screen: a line for each worker, one for the merge train where there is a
/// gate, one for results that are held, and the progress line. At least one line and at most
/// `size.rows`; none is wider than `size.columns`. Where rows are short idle workers go first, then
/// busy ones ("and 5 more"); where columns are, first what the agent does, then the title. Pure:
/// the same input gives the same lines.
std::vector<std::string> frame(const LiveRun& run, FrameSize size, WallTime now,
                               const Style& style);

/// "0:12", "1:02:03": a duration that a person watches.
std::string stopwatch(std::int64_t milliseconds);

}  // namespace sage
