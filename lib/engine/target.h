#pragma once

#include <string>

#include "repo/repository.h"

namespace sage {

/// The branch a stream lands on.
struct Target {
  std::string ref;           ///< "refs/heads/main"
  ObjectId start;            ///< where it begins if it does not exist yet (zero: at a root commit)
  bool checked_out = false;  ///< this checkout follows it
};

/// The current branch, or `onto` (made at HEAD by the first landing if it is missing). Throws
/// Error(repository_state) with what to do: detached HEAD without `onto`, a name that is no
/// branch name, a branch checked out in another worktree, a merge or rebase in progress.
Target choose_target(const Repository& repository, const std::string& onto);

}  // namespace sage
