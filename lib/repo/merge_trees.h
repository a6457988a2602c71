#pragma once

#include <string>
#include <variant>
#include <vector>

#include "repo/repository.h"

namespace sage {

struct Merged {
  ObjectId tree;
  std::vector<std::string> content_merged;  ///< files that both sides changed: not as in theirs
  std::vector<std::string> moved{};         ///< old and new paths of renames: not as in theirs
};
struct MergeConflict {
  std::vector<std::string> paths;
};

/// Three-way merge of trees in memory: an own walk that descends only where ids differ, so its
/// cost depends on what changed. A file that both sides changed is merged by libgit2 (by lines,
/// honouring the `merge` attribute: binary and -merge conflict, union keeps both, a driver of the
/// user's own counts as text). Where a rename could change the result (delete against modify,
/// folder against file …) renames are looked for among what changed. Gives the same trees as
/// `git merge-tree --write-tree` where that has no conflict; but directory renames are not looked
/// for, two different new commits of a submodule always conflict, and which file became which may
/// differ where several are about equally alike.
std::variant<Merged, MergeConflict> merge_trees(const Repository& repository, const ObjectId& base,
                                                const ObjectId& ours, const ObjectId& theirs);

}  // namespace sage
