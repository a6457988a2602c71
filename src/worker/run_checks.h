#pragma once

#include "worker/job_in_hand.h"

namespace sage {

/// What checks are run on.
struct CheckedState {
  ObjectId commit;
  std::string phase;                   ///< told while they run
  std::string log_prefix;              ///< of the names of their logs
  std::vector<std::string> variables;  ///< for their environment, beside those of the job
};

/// Runs `checks` in order up to the first that is not a PASS, each with the repeats it is allowed;
/// `outcome.checks` has their reports. Every run begins in a workspace that holds exactly the
/// commit's tree (ignored files apart), which is looked after; what a check leaves running is
/// ended, and what it leaves or changes in the workspace goes. Gives false only if they could not
/// be brought to their end: the job was cancelled, or the workspace not prepared.
bool run_checks(JobInHand& hand, const std::vector<Check>& checks, const CheckedState& state);

/// The command of a check, as a person would type it.
std::string command_line(const Check& check);

}  // namespace sage
