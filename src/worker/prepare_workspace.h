#pragma once

#include "worker/job_in_hand.h"

namespace sage {

/// Brings the job's workspace to its base; a new one is given the files of `copy` and set up.
bool prepare_workspace(JobInHand& hand);

}  // namespace sage
