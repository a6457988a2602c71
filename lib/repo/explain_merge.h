#pragma once

#include <string>
#include <vector>

#include "repo/merge_trees.h"

namespace sage {

/// What a landing would do that its result did not, and what the result did that would not land,
/// but for the paths that `merged` lists: empty for every merge that is right. All are trees;
/// `merged` is `result` merged onto `tip`. Works with the differences alone, so that it holds the
/// merge without going its way; cost: what changed.
std::vector<std::string> unexplained_changes(const Repository& repository, const ObjectId& base,
                                             const ObjectId& tip, const ObjectId& result,
                                             const Merged& merged);

}  // namespace sage
