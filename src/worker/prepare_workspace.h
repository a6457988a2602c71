#pragma once

#include "worker/job_in_hand.h"

namespace sage {

/// Brings the job's workspace to `commit`; a new one (or with `pristine` any, or one that was set
/// up with something else) is given the files of `copy` and set up.
bool prepare_workspace(JobInHand& hand, const ObjectId& commit, bool pristine);

/// The paths where the workspace is not what it was brought to, ignored files apart; empty: none.
std::string what_differs(Workspace& workspace);

}  // namespace sage
