#pragma once

#include "worker/job_in_hand.h"

namespace sage {

/// Has the job's agent work in the prepared workspace, and takes its exit status and report for
/// what they mean (docs/AGENTS.md).
bool ask_agent(JobInHand& hand);

}  // namespace sage
