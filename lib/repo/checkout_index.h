#pragma once

#include <sys/stat.h>

#include <functional>
#include <optional>
#include <string>

#include "repo/git2_handles.h"
#include "repo/repository.h"

namespace sage {

/// git's index in `copy`. Error(repository_state) that names `file` if libgit2 cannot read it: a
/// split or sparse index.
Index open_index(const fs::path& copy, const fs::path& file);

/// The checkout's index, changed in a private copy and put in place whole. Only while index.lock
/// is held. (libgit2's own way to write would take that lock itself.)
class CheckoutIndex {
 public:
  /// Error(repository_state) if libgit2 cannot read it: a split or sparse index.
  explicit CheckoutIndex(const fs::path& git_dir);
  ~CheckoutIndex();
  CheckoutIndex(const CheckoutIndex&) = delete;
  CheckoutIndex& operator=(const CheckoutIndex&) = delete;

  /// Whether the index holds exactly `entry` at `path`; never for a path in conflict or one added
  /// with intent only.
  bool holds(const std::string& path, const TreeEntry& entry) const;
  /// Whether the checkout leaves the path out (sparse checkout).
  bool is_skipped(const std::string& path) const;

  /// Without `status` git will look at the file's content itself.
  void set(const std::string& path, const TreeEntry& entry,
           const std::optional<struct stat>& status);
  void remove(const std::string& path);

  /// Replaces the index. `unchanged(path, entry)` tells whether the file is what its entry says.
  void publish(const std::function<bool(const std::string&, const TreeEntry&)>& unchanged);

 private:
  void mark_racy(const std::function<bool(const std::string&, const TreeEntry&)>& unchanged);

  fs::path file_, copy_;
  std::int64_t written_ = 0;  ///< when the index was written, in seconds as git compares them
  Index index_;
};

}  // namespace sage
