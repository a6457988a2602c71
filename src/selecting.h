#pragma once

#include <memory>

#include "cli/options.h"
#include "engine/selection.h"
#include "session.h"

namespace sage {

/// The selection that the command line asks for; null where it asks for everything.
std::unique_ptr<Selection> selection_of(const Session& session, const Options& options);

/// What is to be said when a run has ended, a line each: why nothing more began, and what waits for
/// tickets that were not selected.
std::vector<std::string> words_on_the_rest(const Session& session, const Options& options,
                                           const Selection& selection);

/// "B-1 (for ), B-2 (for B-1)"
std::string describe(const LeftOut& left, const Backlog& backlog);

/// The command that would do what was left out as well.
std::string command_including(const LeftOut& left, const Backlog& backlog, const Options& options);

}  // namespace sage
