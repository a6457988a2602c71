#pragma once

#include <string>
#include <variant>
#include <vector>

#include "repo/repository.h"

namespace sage {

struct Merged {
  ObjectId tree;
  std::vector<std::string> content_merged;  ///< files that both sides changed, merged by lines
};
struct MergeConflict {
  std::vector<std::string> paths;
};

/// Three-way merge of trees in memory: an own walk that descends only where ids differ, so its
/// cost depends on what changed. A file that both sides changed is merged by libgit2 (by lines,
/// honouring the `merge` attribute: binary and -merge conflict, union keeps both). What the walk
/// cannot settle (delete against modify, folder against file: perhaps a rename) is given whole to
/// git_merge_trees with rename detection. Gives the same trees as `git merge-tree --write-tree`
/// where that has no conflict (but for directory renames, which libgit2 does not detect).
std::variant<Merged, MergeConflict> merge_trees(const Repository& repository, const ObjectId& base,
                                                const ObjectId& ours, const ObjectId& theirs);

}  // namespace sage
