#pragma once

#include <string>
#include <vector>

#include "repo/workspace_state.h"

namespace sage {

/// Something in the tree folder that the index knows nothing of; a folder stands for all in it.
struct Extra {
  std::string path;
  mode_t kind = 0;  ///< S_IFREG, S_IFDIR …
};

/// How a tree folder differs from its index, as far as stat tells.
struct Scan {
  std::vector<const git_index_entry*> missing;   ///< gone, or something of another kind is there
  std::vector<const git_index_entry*> suspects;  ///< may have changed: look at the content
  std::vector<Extra> extras;
  std::vector<std::string> unreadable;  ///< folders
  /// .gitignore and .gitattributes that are not regular files: reading them could wait for ever.
  std::vector<std::string> odd_rules;
};

/// Whether a file of this name holds rules for its folder (.gitignore, .gitattributes).
bool holds_rules(std::string_view name);

/// Compares the open folder `tree` with the state's index. `mend`: folders that lost the
/// permissions of their owner get them back. The top folder's .git is passed over.
Scan scan_tree(int tree, const WorkspaceState& state, bool mend);

/// The same where only `paths` can differ, each with all below it.
Scan scan_paths(int tree, const WorkspaceState& state, bool mend,
                const std::vector<std::string>& paths);

}  // namespace sage
