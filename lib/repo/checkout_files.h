#pragma once

#include <sys/stat.h>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "os/file.h"
#include "repo/tree.h"
#include "repo/workspace_rules.h"

namespace sage {

/// The files of the user's checkout. No symbolic link is ever followed, and nothing is removed or
/// replaced but what the caller has seen.
class CheckoutFiles {
 public:
  explicit CheckoutFiles(const Repository& repository);

  /// lstat(2); nothing if the path is not there, or lies behind a link or a file.
  std::optional<struct stat> look(const std::string& path) const;
  /// Whether the disk, seen as `status`, holds `entry`: kind, x bit (where core.fileMode says that
  /// it means anything) and content. A folder is "nothing": it may have to make room.
  bool holds(const std::string& path, const std::optional<struct stat>& status,
             const TreeEntry& entry);
  /// Whether only a program of the user's could tell or write the content (filter=lfs …).
  bool needs_program(const std::string& path) const;

  /// The first part of the way to `path` that is neither missing nor a folder, or empty.
  std::string obstacle(const std::string& path) const;
  /// All that is not a folder below a folder.
  std::vector<std::string> files_below(const std::string& folder) const;

  /// Puts `entry` at `path`, replacing a file, a link or empty folders; false if something else is
  /// in the way, or what is to be replaced is not `unchanged` when all is ready for that.
  bool write(const std::string& path, const TreeEntry& entry,
             const std::function<bool()>& unchanged);
  /// Removes a file or a link, or a gitlink's empty folder, and the folders that became empty.
  void remove(const std::string& path, const TreeEntry& entry);
  /// What was written and removed is on the disk from here on. (Content is so before it gets its
  /// name: a power loss never leaves an empty file where a landed one was.)
  void sync();

 private:
  bool holds_file(const std::string& path, const TreeEntry& entry);
  UniqueFd make_folder(const std::string& folder);
  void write_temporary(int folder, const std::string& path, const TreeEntry& entry);

  git_repository* repository_;
  UniqueFd root_;
  WorkspaceRules rules_;
  std::set<std::string> touched_;  // folders in which names came or went
};

}  // namespace sage
