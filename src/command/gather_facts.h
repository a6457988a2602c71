#pragma once

#include "report/run_facts.h"
#include "session.h"

namespace sage {

/// All there is to tell of a run: `asked` is its id or the beginning of one; empty: the newest.
/// Throws Error(usage) if there is no such run.
RunFacts gather_facts(const Session& session, const std::string& asked);

}  // namespace sage
