#pragma once

#include <string>
#include <vector>

#include "repo/repository.h"

/// Trees as values: compared and edited by descending only where something differs. Cost depends
/// on what changed (and the width of the folders on the way), not on the size of the repository.
namespace sage {

struct PathChange {
  std::string path;
  TreeEntry before, after;  ///< Mode::none: not there on that side
};

/// What differs between two trees, by path in git's order; folders are never listed, only what is
/// in them (a gitlink is a leaf). A type change is one PathChange where both sides are leaves;
/// a folder replaced by a file is the file's addition and the removal of what was below.
std::vector<PathChange> diff_trees(const Repository& repository, const ObjectId& before,
                                   const ObjectId& after);

struct TreeEdit {
  std::string path;
  TreeEntry entry;  ///< Mode::none removes it
};

/// `tree` with the edits applied: folders are made as needed and removed when they become empty.
/// An edit below a path that is a file replaces the file. Unsafe paths (is_safe_path) are an
/// Error(internal): callers check first.
ObjectId edit_tree(const Repository& repository, const ObjectId& tree, std::vector<TreeEdit> edits);

/// Whether `path` may enter a tree: relative, UTF-8 or not, no empty, "." or ".." part, no NUL or
/// backslash tricks, and no part that some filesystem takes for ".git" (.GIT, git~1, zero-width
/// characters, trailing dots and spaces, NTFS streams).
bool is_safe_path(std::string_view path);

}  // namespace sage
