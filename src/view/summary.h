#pragma once

#include "base/json.h"
#include "run/run_state.h"
#include "view/explanation.h"
#include "view/sections.h"

namespace sage {

/// What no event of a run tells, and belongs to it.
struct BesideRun {
  std::vector<Deferral> deferred_before;  ///< tickets that earlier runs deferred, and this one left
  /// " --onto side", for a shell: without these flags, what is told to be done would land
  /// elsewhere, or untested.
  std::string flags;
};

/// What a person reads at the end of a run: what landed, what did not and why, how to go on, how
/// long it took. Each line fits `options.columns`.
std::string summary(const RunState& run, const ReportOptions& options,
                    const BesideRun& beside = {});

/// The same for programs: schema "sage.run/1" (docs/OUTPUT.md).
json::value summary_json(const RunState& run, const BesideRun& beside = {});

/// Its member `deferred_before`, which "sage.status/1" has, too.
json::array deferred_before_json(const BesideRun& beside);

/// The sections of tickets that did not go well, for the summary and for `status`.
std::string problems(const RunState& run, const ReportOptions& options, const BesideRun& beside);

/// Those of tickets that earlier runs deferred; `status` has them even where there is no run.
std::string deferred_before(const ReportOptions& options, const BesideRun& beside);

/// How the deferred tickets are tried again.
std::string retry_hint(const BesideRun& beside);

}  // namespace sage
