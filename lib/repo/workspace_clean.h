#pragma once

#include <vector>

#include "repo/workspace_rules.h"
#include "repo/workspace_scan.h"

namespace sage {

/// Removes, of what the index knows nothing of, what must not decide about the rest: files with
/// rules (an agent's .gitignore could keep itself and its leftovers), fifos, sockets and devices.
void remove_untracked_rules(int tree, const std::vector<Extra>& extras);

/// Removes what the index knows nothing of, ignored or not if `pristine`, else only what no rule
/// ignores. A nested repository goes whole. Folders that become empty go.
void clean_extras(int tree, const std::vector<Extra>& extras, const WorkspaceState& state,
                  WorkspaceRules& rules, bool pristine);

}  // namespace sage
