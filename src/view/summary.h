#pragma once

#include "base/json.h"
#include "run/run_state.h"
#include "view/sections.h"

namespace sage {

/// What a person reads at the end of a run: what landed, what did not and why, how to go on, how
/// long it took. Each line fits `options.columns`.
std::string summary(const RunState& run, const ReportOptions& options);

/// The same for programs: schema "sage.run/1" (docs/OUTPUT.md).
json::value summary_json(const RunState& run);

/// The sections of tickets that did not go well, for the summary and for `status`.
std::string problems(const RunState& run, const ReportOptions& options);

}  // namespace sage
