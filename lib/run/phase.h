#pragma once

#include <string>
#include <vector>

#include "run/run_state.h"

namespace sage {

/// "landed", "no_change" …: the names of docs/OUTPUT.md.
std::string_view phase_name(RunState::Phase phase);

/// "3 landed, 1 no change": those of `phases` that occur; empty if none does.
std::string phase_counts(const RunState& run, const std::vector<RunState::Phase>& phases);

/// The tickets of a run in one phase, in the order they were first heard of.
std::vector<std::string> tickets_in(const RunState& run, RunState::Phase phase);

}  // namespace sage
