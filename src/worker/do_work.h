#pragma once

#include "worker/job_in_hand.h"

namespace sage {

/// The way of a work job: the workspace is prepared, the agent asked, what it changed collected,
/// written as a commit and pinned under the job's result_ref.
void do_work(JobInHand& hand);

}  // namespace sage
