#pragma once

#include <chrono>
#include <cstdint>
#include <string>

/// Time. Deadlines and durations use the steady clock, which no clock jump moves; what people and
/// files see uses the wall clock.
namespace sage {

using SteadyClock = std::chrono::steady_clock;
using SteadyTime = SteadyClock::time_point;
using Milliseconds = std::chrono::milliseconds;

/// Milliseconds since the epoch, wall clock.
using WallTime = std::int64_t;

WallTime wall_now();

/// "2026-11-20T22:35:01.123Z"
std::string iso_time(WallTime time);

/// What poll(2) takes to wait until `deadline`; SteadyTime::max() is for ever.
int poll_timeout(SteadyTime deadline);

/// The reverse of iso_time (fraction optional; an offset as "+05:30" or "-0800" in place of Z); 0
/// if `text` is not such a time.
WallTime parse_iso_time(const std::string& text);

}  // namespace sage
