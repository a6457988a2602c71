#pragma once

#include <string>
#include <unordered_map>

#include "repo/git2_handles.h"
#include "repo/repository.h"

namespace sage {

/// The ignore rules, attributes and line endings that hold in a workspace: the files in it as they
/// are now, with the user's own configuration, info/exclude and info/attributes. Nothing of the
/// agent's .git counts. A second handle of the user's repository whose checkout is, in
/// memory only, the workspace, and which reads through the first one's objects. For one thread at a
/// time; `repository` must outlive it.
class WorkspaceRules {
 public:
  WorkspaceRules(const Repository& repository, const fs::path& tree);

  /// Files with rules may have changed: read them anew.
  void forget();

  /// Whether a path that no commit holds is ignored, as git says it: in an ignored folder nothing
  /// can be taken back by a later "!".
  bool is_ignored(const std::string& path, bool is_folder);

  std::string raw_blob(const ObjectId& id) const;
  /// A blob as it stands in a checkout at `path`, and back (`base`: what the commit holds there).
  std::string to_worktree(const std::string& path, const ObjectId& blob) const;
  std::string to_blob(const std::string& path, std::string_view content, const TreeEntry& base);

  /// The attribute by which only a program of the user's could make a blob of this file
  /// ("filter=lfs", "working-tree-encoding=UTF-16"), or empty.
  std::string needs_program(const std::string& path) const;

  /// core.fileMode: whether the x bit of files means anything here.
  bool trusts_modes() const { return trusts_modes_; }

 private:
  void share_objects();
  bool is_folder_ignored(const std::string& folder);
  bool matches(const std::string& path) const;

  const Repository& users_;
  Repository repository_;
  Index base_entries_;
  bool trusts_modes_ = true;
  std::unordered_map<std::string, bool> ignored_folders_;  ///< answers given since `forget`
};

}  // namespace sage
