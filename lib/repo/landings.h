#pragma once

#include <optional>
#include <string>
#include <vector>

#include "repo/repository.h"

namespace sage {

/// A landing commit of a branch, as its trailers tell.
struct LandingCommit {
  ObjectId commit;
  ObjectId parent;  ///< zero: a root commit
  std::string ticket, run, subject;
};

/// The landing commits that `tip` reaches, newest first, but for those that were rolled back. A
/// merge, or a commit that names several tickets (some were squashed into one), is none. Reads all
/// commits.
std::vector<LandingCommit> standing_landings(const Repository& repository, const ObjectId& tip);

/// The newest of them that is of the ticket. Reads commits until it is found.
std::optional<LandingCommit> standing_landing(const Repository& repository, const ObjectId& tip,
                                              const std::string& ticket);

}  // namespace sage
