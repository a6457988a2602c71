#pragma once

#include "worker/job_in_hand.h"

namespace sage {

/// The way of a work job: the workspace is prepared, the agent asked, what it changed collected and
/// checked, the agent asked again while a check does not pass; for each sub-task in turn, then for
/// the ticket. The result is written as a commit and pinned under the job's result_ref, also where
/// it is not to land: all that was made (deferred), or what the sub-tasks did that were done before
/// one failed, timed out, stalled, is to be tried later or was refused.
void do_work(JobInHand& hand);

}  // namespace sage
