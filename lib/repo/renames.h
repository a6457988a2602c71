#pragma once

#include <string>
#include <vector>

#include "repo/tree.h"

namespace sage {

struct Rename {
  std::string from, to;
};

/// The files that `side` renamed and `other` touched where they were: `side` deleted one and
/// added one like it (at least half of the larger one's content is the same). Both are the
/// changes against the common base. No rename is found where another would use either file.
std::vector<Rename> find_renames(const Repository& repository, const std::vector<PathChange>& side,
                                 const std::vector<PathChange>& other);

}  // namespace sage
