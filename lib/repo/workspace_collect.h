#pragma once

#include <string>

#include "repo/workspace.h"
#include "repo/workspace_rules.h"
#include "repo/workspace_scan.h"

namespace sage {

/// What differs in the open folder `tree`, as `scan` has found, from the tree its state tells of,
/// as objects in the repository (Workspace::collect).
Collected collect_changes(int tree, const Scan& scan, const Repository& repository,
                          const WorkspaceState& state, WorkspaceRules& rules,
                          const LeavesOut& leaves_out);

/// The same, with nothing left out but what cannot be told, and nothing written
/// (Workspace::differences).
Differences find_differences(int tree, const Scan& scan, const Repository& repository,
                             const WorkspaceState& state, WorkspaceRules& rules);

}  // namespace sage
