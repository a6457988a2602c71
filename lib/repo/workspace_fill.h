#pragma once

#include <span>
#include <string>
#include <vector>

#include "repo/workspace_conversions.h"
#include "repo/workspace_rules.h"
#include "repo/workspace_state.h"

namespace sage {

/// One path that is to stand in a tree folder as a commit holds it.
struct Placement {
  std::string path;
  TreeEntry entry;
  /// It may stand there already: then it is left alone, so that its times tell a build tool that
  /// nothing changed.
  bool verify = false;
  git_index_entry placed{};  ///< out: what stands there now (no path)
};

/// Fills in `work` (sorted by path), that with attributes first, and notes in `state` what stands
/// there now.
void put_in_place(int tree, const fs::path& tree_path, const Repository& repository,
                  WorkspaceState& state, WorkspaceRules& rules, std::vector<Placement> work);

/// Puts the files of `work` (sorted by path) where they belong, whatever was there before; many
/// by two threads. The files of .gitattributes must be there, and in the state's index, already.
void fill(int tree, const fs::path& tree_path, const Repository& repository,
          const WorkspaceState& state, WorkspaceRules& rules, std::span<Placement> work);

}  // namespace sage
