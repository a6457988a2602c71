#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "repo/git2_handles.h"

namespace sage {

/// The entries of a git index, by path, read from and written as a file of git's index format,
/// version 2. What libgit2 does in 20 to 40 ms for 50,000 entries takes a few: it hashes with care
/// for forged collisions, which nobody gains from in a file of our own.
class IndexEntries {
 public:
  IndexEntries() = default;  ///< none
  /// Takes a whole file. Throws Error(internal) if it is of another version, cut short, or not what
  /// its checksum says.
  explicit IndexEntries(std::string file);
  IndexEntries(IndexEntries&&) = default;
  IndexEntries& operator=(IndexEntries&&) = default;

  /// Pointers to entries stay valid as long as this lives.
  const std::vector<const git_index_entry*>& all() const { return sorted_; }
  const git_index_entry* find(std::string_view path) const;  ///< null: none
  bool holds_below(std::string_view folder) const;
  /// Cheap for an entry that is there, and for one that comes after all others.
  void put(const git_index_entry& entry);
  bool drop(std::string_view path);  ///< false: it was not there

  std::string file() const;

 private:
  using Position = std::vector<const git_index_entry*>::const_iterator;
  Position position(std::string_view path) const;
  const git_index_entry* keep(const git_index_entry& entry);
  bool is_as_read(const git_index_entry& entry) const;

  std::string read_;               ///< paths of entries that are as read lie in it
  std::deque<std::string> paths_;  ///< those of the others
  std::deque<git_index_entry> entries_;
  std::vector<const git_index_entry*> sorted_;
};

}  // namespace sage
