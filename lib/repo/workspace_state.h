#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "repo/beneath.h"
#include "repo/index_entries.h"
#include "repo/repository.h"

namespace sage {

/// What we know of a slot's tree folder, kept beside it where the agent has no business:
///
///   state.json   which tree was put there, and which were begun since and not finished
///   index        per file what git keeps in an index: blob, mode, and the file's size, times and
///                inode as we wrote it. A file that still has all of these was not touched. Where
///                there is a layer only what is not as in the layer's own; mode 0: not there
///   set_up       once the workspace's setup has succeeded: a key of what it was set up with
///   layer        the layer that the folder shows below what is its own (overlay_layers.h)
///
/// A change of the folder begins with `begin` and ends with `finish`. If the process dies in
/// between, a path where the folder may differ from the index is one that differs in stat, or one
/// where `tree` and one of `begun` differ. Nothing is synced: after a power loss, files that do not
/// belong together are noticed (the index's checksum) and the slot is made anew.
class WorkspaceState {
 public:
  /// What stands in `folder`; nothing if there is none, or none that can be understood.
  static std::optional<WorkspaceState> read(const fs::path& folder);
  /// Nothing is known; `folder` is empty.
  explicit WorkspaceState(fs::path folder) : folder_(std::move(folder)) {}

  ObjectId tree() const { return tree_; }  ///< as of the last finish; zero: nothing yet
  /// The trees that were on their way when the process died, since then, and now.
  const std::vector<ObjectId>& begun() const { return begun_; }

  void begin(const ObjectId& tree);
  void put(const git_index_entry& entry);
  void drop(const std::string& path);
  /// The folder holds `tree` now.
  void finish(const ObjectId& tree);

  const git_index_entry* find(const std::string& path) const {  ///< null: none
    return entries_.find(path);
  }
  bool holds_below(const std::string& folder) const { return entries_.holds_below(folder); }
  /// All entries as a file of git's.
  const std::string& index_text();
  /// All, by path.
  const std::vector<const git_index_entry*>& entries() const { return entries_.all(); }
  /// Files whose times are not before this (ns) may have changed since and look the same.
  std::int64_t settled_ns() const { return settled_ns_; }

  std::string set_up() const;  ///< empty: it is not
  void set_set_up(const std::string& key);

  std::string layer() const;  ///< empty: none
  static std::string layer_in(const fs::path& folder);
  /// The folder holds just what the layer does, whose tree and entries these are.
  void begin_with(const std::string& layer, const ObjectId& tree, IndexEntries entries);
  /// To be told after `read`, where there is a layer, before anything but `layer` is asked: the
  /// layer's entries.
  void stand_on(IndexEntries layer);
  /// The paths that were put or dropped since the layer was all there is.
  const std::set<std::string>& since_layer() const { return since_layer_; }

 private:
  fs::path index_file() const { return folder_ / "index"; }
  IndexEntries own_entries() const;
  void mark_begun(const ObjectId& tree);
  void write(const char* name, std::string_view text) const;
  void save() const;
  void read_settled();

  fs::path folder_;
  IndexEntries entries_;
  std::string index_text_;  ///< of the entries; empty: not made since they changed
  bool has_layer_ = false;
  std::set<std::string> since_layer_;
  ObjectId tree_;
  std::vector<ObjectId> begun_;
  std::int64_t settled_ns_ = 0;
  bool changed_ = false;
};

/// An index entry for what stands in a file.
git_index_entry index_entry(const TreeEntry& entry, const struct stat& status);
TreeEntry tree_entry(const git_index_entry& entry);

/// Whether the file still is what it was when the entry was made: kind, x bit, size, times and
/// inode are the same, and its times are before `settled_ns`.
bool is_untouched(const git_index_entry& entry, const struct stat& status, std::int64_t settled_ns);

}  // namespace sage
