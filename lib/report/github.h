#pragma once

#include <string>

#include "report/run_facts.h"

/// What GitHub shows of a run that one of its jobs made (docs/CI.md).
namespace sage {

/// Orders to its runner that make annotations: an error for each ticket that the run deferred, at
/// its line of the index, a warning for each warning, and a notice that says how it went. Of each
/// kind ten are shown a step: where there are more, the tenth names the rest.
std::string annotations(const RunFacts& facts);

/// The progress report as the summary of a job, in at most `bytes`: what does not fit is left out,
/// whole lines of it, and that is said.
std::string job_summary(const RunFacts& facts, std::size_t bytes);

}  // namespace sage
