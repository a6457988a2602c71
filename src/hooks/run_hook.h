#pragma once

#include "app.h"
#include "cli/options.h"

namespace sage {

/// Does what git fired a hook for: first the user's own, if one is kept, with the same arguments
/// and the same input, then ours. Gives the hook's exit status: not 0 stops what git is about to
/// do.
int run_hook(const App& app, const Options& options);

}  // namespace sage
