#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "repo/git2_handles.h"
#include "repo/repository.h"

/// Tree objects as the bytes they are: entries "mode name\0id", in git's order, read in place and
/// written by copying the bytes of what stays.
namespace sage {

/// Deeper trees are refused: walks over trees recurse once per folder.
inline constexpr int max_tree_depth = 4096;

/// One entry of a tree; views into the RawTree it came from.
struct RawEntry {
  TreeEntry entry;  ///< old modes such as 100664 are read as the mode git takes them for
  std::string_view name;
  std::string_view bytes;  ///< the entry as it is stored

  bool is_tree() const { return entry.mode == Mode::tree; }
};

/// Git's order of entries: by bytes, a folder as if its name ended in "/". A file and a folder of
/// the same name differ.
int compare_names(std::string_view a, bool a_is_tree, std::string_view b, bool b_is_tree);

/// A tree object in memory.
class RawTree {
 public:
  /// The empty tree.
  RawTree() = default;
  RawTree(git_repository* repository, const ObjectId& id);

  std::string_view bytes() const { return object_ ? data_of(object_) : std::string_view(); }
  const ObjectId& id() const { return id_; }
  /// What is called `name`, file or folder; Mode::none if nothing is.
  TreeEntry find(std::string_view name) const;

 private:
  ObjectId id_;
  OdbObject object_;
};

/// Reads the entries of a tree one after the other. Throws Error(repository_state) if the tree is
/// not well-formed.
class TreeCursor {
 public:
  explicit TreeCursor(const RawTree& tree) : tree_(tree.id()), rest_(tree.bytes()) { next(); }

  bool at_end() const { return current_.name.empty(); }
  const RawEntry& operator*() const { return current_; }
  const RawEntry* operator->() const { return &current_; }
  void next();

 private:
  ObjectId tree_;
  std::string_view rest_;
  RawEntry current_;
};

/// Appends an entry in the form trees are stored in.
void append_entry(std::string& out, std::string_view name, const TreeEntry& entry);

/// Error(repository_state) if folders are nested deeper than max_tree_depth.
void check_depth(int depth);

}  // namespace sage
