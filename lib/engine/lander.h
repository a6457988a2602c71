#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/object_id.h"
#include "queue/entry.h"
#include "repo/merge_trees.h"
#include "ticket/edit_index.h"

namespace sage {

/// The branch moved. `commit` is zero where there was nothing to commit.
struct LandedAt {
  ObjectId commit;
  std::size_t files = 0;
  bool index_pending = false;  ///< the branch's index has yet to be told: record() must follow
  bool earlier = false;        ///< it had landed before: nothing moved now
};

/// Nothing moved, and trying again later may help.
struct Held {
  enum class Why {
    local_changes,  ///< the user edited what the landing would change
    operation,      ///< the checkout is in the middle of a merge, a rebase …
    busy,           ///< another process holds the commit lock, the ref or the index: very soon
  };
  Why why = Why::busy;
  std::string reason;
  std::vector<std::string> paths;
};

using LandOutcome = std::variant<LandedAt, MergeConflict, Held>;

/// What moves the branch. An interface, so that the coordinator can be shown every order of
/// outcomes without a repository.
class Lander {
 public:
  virtual ~Lander() = default;

  /// The commit that new work starts from (zero: unborn branch).
  virtual ObjectId tip() = 0;
  /// Lands one result: merged onto the tip, with the edit of the ticket index in the same tree,
  /// as one commit with its trailers. A result that has landed before gives its commit again.
  virtual LandOutcome land(const QueueEntry& entry, const IndexEdit& edit) = 0;
  /// Records states that did not land with code, by a commit of its own where the branch tracks
  /// the index (else there is nothing to do).
  virtual LandOutcome record(const IndexEdit& edit, const std::string& run) = 0;
  /// What is left to do once the index file shows the new state: the pin of the result goes.
  virtual void forget(const QueueEntry& entry) = 0;
};

/// The edit of the ticket index that goes with a landing: the ticket is COMPLETED, and tickets
/// discovered on the way are added.
IndexEdit landing_edit(const QueueEntry& entry);

/// Above this size (bytes) a landing commit leaves the ticket index alone and states are recorded
/// in batches: rewriting a large file for each ticket would cost more than the landing.
inline constexpr std::size_t index_in_landing_limit = 512 << 10;

}  // namespace sage
