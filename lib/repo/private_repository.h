#pragma once

#include <string>

#include "repo/repository.h"

namespace sage {

/// Makes .git in the open folder `tree` anew: a repository of its own for the agent, whose
/// `branch` ("sage/AUTH-001") stands at `base` (zero: unborn). It borrows the user's objects
/// (alternates), and has their identity, line endings and excludes, but no remote, no hook and no
/// ref of theirs. `index` becomes its index. Nothing is ever read back from it.
void make_private_repository(const Repository& repository, int tree, const ObjectId& base,
                             const std::string& branch, const std::string& index);

}  // namespace sage
