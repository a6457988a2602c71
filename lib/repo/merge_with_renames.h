#pragma once

#include "repo/merge_trees.h"

namespace sage {

/// The merge as libgit2 does it, with rename detection. Its cost grows with the repository.
std::variant<Merged, MergeConflict> merge_with_renames(const Repository& repository,
                                                       const ObjectId& base, const ObjectId& ours,
                                                       const ObjectId& theirs);

}  // namespace sage
