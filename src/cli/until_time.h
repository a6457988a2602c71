#pragma once

#include <optional>
#include <string_view>

#include "os/clock.h"

namespace sage {

/// When `text` is: "2h" from `now`, "18:30" (the next time that it is so late, local time), or
/// "2026-11-20T18:30" with seconds or without, local unless it ends in Z. Nothing if it is none of
/// these.
std::optional<WallTime> parse_until(std::string_view text, WallTime now);

}  // namespace sage
