#pragma once

#include "report/run_facts.h"
#include "session.h"

namespace sage {

/// All there is to tell of a run: `asked` is its id or the beginning of one; empty: the newest.
/// Throws Error(usage) if there is no such run.
RunFacts gather_facts(const Session& session, const std::string& asked);

/// The newest run that landed something; empty: none did.
std::string newest_with_landings(const Session& session);

/// Tickets of the run whose landings its branch has taken back since.
std::set<std::string> taken_back(const Session& session, const RunFacts& facts);

}  // namespace sage
