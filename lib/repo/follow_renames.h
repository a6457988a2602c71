#pragma once

#include <optional>
#include <string>
#include <vector>

#include "repo/repository.h"

namespace sage {

struct ThreeTrees {
  ObjectId base, ours, theirs;
};

/// The trees as they would be had both sides renamed what one of them did, so that merging them
/// entry by entry merges the renamed files. A rename that meets another at the same file or name
/// is a conflict: its paths.
struct Followed {
  ThreeTrees trees;
  std::vector<std::string> renamed;  ///< the old and new paths
  std::vector<std::string> conflicts;
};

/// Nothing if neither side renamed a file that the other touched.
std::optional<Followed> follow_renames(const Repository& repository, const ThreeTrees& trees);

}  // namespace sage
