#pragma once

#include "worker/job_in_hand.h"

namespace sage {

/// The way of a gate job: the workspace is brought to the tree of the job's base, and the checks
/// run on exactly that (`checked`). A workspace that cannot be prepared is told as a check that
/// could not be run.
void do_gate(JobInHand& hand);

/// Makes an outcome that says why a gate job failed into one that says so as a check: `workspace`,
/// NOT_RUN.
void not_tested(Outcome& outcome);

}  // namespace sage
