#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "ticket/ticket.h"

namespace sage {

/// Agent time (milliseconds) of each ticket in the last runs of this repository, all its attempts
/// of a run together; the newest run counts.
std::map<std::string, std::int64_t> past_agent_times(const std::filesystem::path& runs);

/// How long each ticket may take, for the critical path: its own past time if it has one, else
/// its effort times the past time of a unit of effort, else the average. Empty where nothing is
/// known of the past: then effort alone decides.
std::vector<double> weights(const Backlog& backlog,
                            const std::map<std::string, std::int64_t>& past);

/// What a ticket takes on average where nothing is known of the past, in milliseconds.
inline constexpr std::int64_t assumed_time = 600'000;

/// How long each ticket may take, for a forecast.
struct Durations {
  std::vector<std::int64_t> ms;  ///< one a ticket; a container takes none
  std::size_t known = 0;         ///< how many tickets have a past time
};

/// As `weights`; where nothing is known of the past, `average` milliseconds, by effort.
Durations durations(const Backlog& backlog, const std::map<std::string, std::int64_t>& past,
                    std::int64_t average = assumed_time);

}  // namespace sage
