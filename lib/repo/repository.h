#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/object_id.h"

struct git_repository;

/// A git repository through libgit2: lib/repo is the only home of git2.h.
namespace sage {

namespace fs = std::filesystem;

/// Who commits: the user's configured identity.
struct Identity {
  std::string name, email;
};

/// File modes as git trees hold them.
enum class Mode : std::uint32_t {
  none = 0,
  tree = 0040000,
  file = 0100644,
  executable = 0100755,
  link = 0120000,
  gitlink = 0160000,
};

struct TreeEntry {
  Mode mode = Mode::none;  ///< none: not there
  ObjectId id;
  bool operator==(const TreeEntry&) const = default;
};

class Repository {
 public:
  /// Opens the repository that holds `start` (walking up). Settings of libgit2 that the whole
  /// process needs (fsync of what is written, worktreeConfig) are made at the first call. Throws
  /// Error(repository_state) with the reason and what to do: no repository; SHA-256; reftable;
  /// partial clone; foreign owner (safe.directory).
  static Repository discover(const fs::path& start);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  fs::path git_dir() const;     ///< of this worktree
  fs::path common_dir() const;  ///< where refs and objects live
  bool is_bare() const;
  fs::path checkout() const;  ///< the worktree's folder; empty if bare

  /// The branch HEAD points to ("refs/heads/main"), born or not; nothing if HEAD is detached.
  std::optional<std::string> head_branch() const;
  /// "merge", "rebase" …: the operation this checkout is in the middle of, or empty.
  std::string operation_in_progress() const;
  /// The branch that this checkout is rebasing (HEAD is detached meanwhile), or nothing.
  std::optional<std::string> rebased_branch() const;
  /// The folder of another worktree that has `ref` checked out, or nothing.
  std::optional<fs::path> checked_out_elsewhere(const std::string& ref) const;

  /// The commit that a ref or a revision points to; nothing if there is none.
  std::optional<ObjectId> commit_of(const std::string& ref_or_revision) const;
  ObjectId tree_of(const ObjectId& commit) const;  ///< zero commit: the empty tree
  std::vector<ObjectId> parents_of(const ObjectId& commit) const;
  std::string message_of(const ObjectId& commit) const;
  bool is_ancestor(const ObjectId& ancestor, const ObjectId& descendant) const;
  bool has_object(const ObjectId& id) const;

  /// What stands at `path` ("a/b/c") in a tree.
  TreeEntry entry_at(const ObjectId& tree, std::string_view path) const;
  std::string blob(const ObjectId& id) const;
  /// Its bytes, without reading them.
  std::size_t blob_size(const ObjectId& id) const;
  ObjectId write_blob(std::string content) const;

  /// The user's identity; Error(repository_state) with the commands that set it if there is none.
  Identity identity() const;

  /// Whether `.gitignore` and the excludes say that `path` (relative to the checkout) is ignored.
  bool is_ignored(const std::string& path) const;

  /// The handle, for lib/repo's own use.
  git_repository* raw() const { return raw_; }

 private:
  explicit Repository(git_repository* raw) : raw_(raw) {}
  git_repository* raw_;
};

/// Whether git takes `name` for a branch ("topic/x"; not "a..b", "-x", "a.lock" …).
bool is_branch_name(const std::string& name);

/// "1.5.1"
std::string libgit2_version();

}  // namespace sage
