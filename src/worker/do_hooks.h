#pragma once

#include "worker/job_in_hand.h"

namespace sage {

/// The way of a hooks job: the user's own pre-commit and commit-msg hooks are asked of the commit
/// that is the job's base, as an ordinary `git commit` that makes it would (`checked`). Reports are
/// named after the hooks; `landing_message` is what commit-msg made of the message.
void do_hooks(JobInHand& hand);

}  // namespace sage
