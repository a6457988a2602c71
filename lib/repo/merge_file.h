#pragma once

#include <optional>
#include <string>

#include "repo/repository.h"

namespace sage {

/// Three entries of one path. Mode::none: not there.
struct ThreeEntries {
  TreeEntry base, ours, theirs;
};

/// Merges a path that both sides have and changed differently: modes, and content by lines where
/// all are regular files. Links, gitlinks, binary files, other kinds on each side, and the merge
/// attributes "binary" and "-merge" conflict: nothing. Without a base of the same kind, files are
/// merged against an empty one, as git does.
std::optional<TreeEntry> merge_file(const Repository& repository, const std::string& path,
                                    const ThreeEntries& three);

}  // namespace sage
