#pragma once

#include "worker/job_in_hand.h"

namespace sage {

/// Brings the job's workspace to `commit`; a new one (or with `pristine` any) is given the files of
/// `copy` and set up.
bool prepare_workspace(JobInHand& hand, const ObjectId& commit, bool pristine);

}  // namespace sage
