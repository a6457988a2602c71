#pragma once

#include "report/run_facts.h"
#include "session.h"

namespace sage {

/// Adds to the facts what lies beside the journal: what git tells of each landing and of each kept
/// result, and the prompts and logs of the attempts, each cut so that a report of any run can still
/// be sent and opened.
void add_evidence(const Session& session, RunFacts& facts);

}  // namespace sage
