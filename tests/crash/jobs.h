#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sage::crash {

/// Calls `job(i)` for 0 ≤ i < count, each in a process of its own, `width` at a time, and gives
/// what each returned to `done` as they end. A job that dies (or throws) gives nothing.
void run_jobs(std::size_t count, std::size_t width,
              const std::function<std::string(std::size_t)>& job,
              const std::function<void(std::size_t, std::optional<std::string>)>& done);

}  // namespace sage::crash
