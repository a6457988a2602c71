#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "repo/git2_handles.h"
#include "repo/repository.h"

namespace sage {

/// The commits reachable from `tip` and not from `stop` (zero: hides nothing), newest first.
/// libgit2 1.5 has such a walk, but it fails at the border of a shallow clone.
class History {
 public:
  History(const Repository& repository, const ObjectId& tip, const ObjectId& stop);

  /// The next commit, or null at the end.
  Commit next();
  /// Whether `commit` was met on the way from the tip, hidden or not.
  bool reached(const ObjectId& commit) const;

 private:
  enum : unsigned { from_tip = 1, from_stop = 2 };

  void paint(const ObjectId& commit, unsigned colour);
  void paint_parents(git_commit* commit, const ObjectId& id, unsigned colour);

  git_repository* repository_;
  std::unordered_set<ObjectId> shallow_;  ///< commits whose parents are not here
  std::unordered_map<ObjectId, unsigned> colours_;
  std::set<std::pair<std::int64_t, ObjectId>> queue_;  ///< by commit time
  std::size_t visible_ = 0;                            ///< those in the queue that are not hidden
};

}  // namespace sage
