#pragma once

#include <string>
#include <vector>

#include "repo/workspace_state.h"

namespace sage {

/// The paths where an overlay may show something else than the layer below, as the folder above,
/// open as `upper`, tells by the names in it alone: each stands for all below it. Folders that the
/// state knows nothing of are not entered, and the top folder's .git is passed over.
std::vector<std::string> paths_in_upper(int upper, const WorkspaceState& state);

}  // namespace sage
