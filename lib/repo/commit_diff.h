#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "repo/tree.h"

namespace sage {

/// What a commit did to one file, as people read it. A file that was renamed is one that went and
/// one that came.
struct FileDiff {
  PathChange change;
  std::uint64_t insertions = 0, deletions = 0;
  bool binary = false;  ///< or larger than a person reads (1 MB): not compared
  std::string patch;    ///< as `git diff` shows it, any bytes; empty past the limit
};

/// The changes of `commit` against its first parent (of a root commit: all its files), by path in
/// git's order, but not of the files at `without`. Patches are made until they are `patch_bytes`
/// together; the last may reach beyond. Throws Error(internal) if an object is missing.
std::vector<FileDiff> diff_of_commit(const Repository& repository, const ObjectId& commit,
                                     const std::vector<std::string>& without,
                                     std::size_t patch_bytes);

}  // namespace sage
