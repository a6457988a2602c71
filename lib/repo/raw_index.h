#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "os/file.h"
#include "repo/git2_handles.h"

namespace sage {

/// git's index of a checkout, looked up in and changed as the bytes it is: what does not change is
/// copied and not taken apart. (libgit2 needs 80 ms to read and write one of 100,000 entries.)
/// Versions 2 to 4 are read, and the same one is written. Of the extensions those stay that stay
/// true; git makes the others again.
class RawIndex {
 public:
  /// Where there is none: an empty one. Error(repository_state) that names the file if it is
  /// damaged, or has an extension that one must understand: a split or sparse index.
  static RawIndex read(const fs::path& file);

  RawIndex(RawIndex&&) = default;
  RawIndex& operator=(RawIndex&&) = default;

  /// What is there at stage 0. Its path lies in here, until that path is changed or all is settled.
  std::optional<git_index_entry> find(const std::string& path) const;
  bool is_in_conflict(const std::string& path) const;
  /// All paths below the folder, sorted.
  std::vector<std::string> paths_below(const std::string& folder) const;
  /// Files where the path needs folders, and those below it.
  std::vector<std::string> in_the_way_of(const std::string& path) const;
  /// Entries at stage 0 whose file was changed in this second or later, as `find` gives them.
  std::vector<git_index_entry> changed_since(std::int64_t seconds) const;

  /// At stage 0. What stands in the way goes: a file where a folder must be, a folder in its place.
  void put(git_index_entry entry);
  /// At stage 0, if it is there.
  void drop(const std::string& path);

  /// Whether anything was put or dropped since it was read or settled.
  bool is_changed() const { return !edits_.empty(); }
  /// Makes what was put and dropped a part of what was read, so that it can be changed further when
  /// it has been written; false if it is so much that to read the file again is faster.
  bool settle();

  /// The file's, in turn. `entries` lie in here, until something is put, dropped or settled.
  struct Text {
    std::string head;
    std::string_view entries;
    std::string tail;
  };
  Text text() const;

 private:
  RawIndex() = default;
  class Writer;
  using Edits = std::map<std::string, std::optional<git_index_entry>>;

  void take(std::string file);
  void take_entries(std::size_t at, std::uint32_t count);
  void take_extensions(std::string_view bytes);

  std::size_t size() const { return entries_.size() - 1; }
  const char* entry(std::size_t i) const { return bytes_.data() + entries_[i]; }
  const char* path(std::size_t i) const;
  std::size_t position(const std::string& path) const;
  void settle(const Edits::value_type& edit);
  bool holds(std::size_t i, const std::string& path) const;
  bool is_held(std::size_t i, const std::string& path) const;  ///< at stage 0
  bool changes_a_tree(const Edits::value_type& edit) const;
  std::vector<std::string_view> changed_in_trees() const;
  void write_entries(Writer& writer) const;

  std::uint32_t version_ = 2;
  std::string bytes_;                      ///< entries as in version 2 or 3, behind anything
  std::vector<std::size_t> entries_{0};    ///< where they start, and where the last one ends
  std::string cache_tree_, resolve_undo_;  ///< the extensions that are kept
  Edits edits_;                            ///< at stage 0; without entry: dropped
};

}  // namespace sage
