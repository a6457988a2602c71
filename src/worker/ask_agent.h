#pragma once

#include <optional>

#include "agent/prompt.h"
#include "worker/job_in_hand.h"

namespace sage {

/// What the agent is asked for.
struct Round {
  int number = 1;                        ///< 1: the work; more: to mend what did not pass
  const SubTask* task = nullptr;         ///< null: the whole ticket
  std::optional<PromptFailure> failure;  ///< what did not pass in the round before
};

/// Has the job's agent work in the prepared workspace, and takes its exit status and report for
/// what they mean (docs/AGENTS.md). Its logs are prompt.md, stdout.log …; the second time it is
/// asked prompt-2.md …
bool ask_agent(JobInHand& hand, const Round& round);

}  // namespace sage
