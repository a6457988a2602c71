#pragma once

#include <optional>
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
  std::vector<std::string> merged{};  ///< see event::Landed
  bool index_pending = false;  ///< the branch's index has yet to be told: record() must follow
  bool earlier = false;        ///< it had landed before: nothing moved now
};

/// Nothing moved: what would land on the branch as it stands now is not the tree that was tested.
struct Untested {};

/// Nothing moved, and trying again later may help.
struct Held {
  enum class Why {
    local_changes,  ///< the user edited what the landing would change
    operation,      ///< the checkout is in the middle of a merge, a rebase …
    busy,           ///< another process holds the commit lock, the ref or the index: very soon
    dependency,     ///< what the ticket depends on is not done, or not any more
  };
  Why why = Why::busy;
  std::string reason;
  std::vector<std::string> paths;
};

/// One result to land.
struct Landing {
  QueueEntry entry;
  IndexEdit edit;
};

/// What came of several: of the first ones, in their order, as many as went through together
/// (at least one); or why not even the first did.
using LandOutcome = std::variant<std::vector<LandedAt>, MergeConflict, Held, Untested>;

/// A result on top of a commit: exactly what would land there.
struct Candidate {
  ObjectId commit, tree;
};

/// What moves the branch. An interface, so that the coordinator can be shown every order of
/// outcomes without a repository.
class Lander {
 public:
  virtual ~Lander() = default;

  /// The commit that new work starts from (zero: unborn branch).
  virtual ObjectId tip() = 0;
  virtual ObjectId tree_of(const ObjectId& commit) = 0;

  /// What landing a result on top of `onto` would put there, written and pinned until it is
  /// dropped, so that it can be tested. The same question gives the same commit.
  virtual std::variant<Candidate, MergeConflict, LandedAt> candidate(const Landing& landing,
                                                                     const ObjectId& onto) = 0;
  virtual void drop_candidate(const QueueEntry& entry) = 0;

  /// Lands results in their order, by one move of the branch: each merged onto the one before it,
  /// the first onto the tip, with the edit of the ticket index in the same tree, as one commit with
  /// its trailers. A result that has landed before gives its commit again. `tested`: the tree that
  /// the gate has passed, which the last of them must have (nothing: there is no gate).
  virtual LandOutcome land(const std::vector<Landing>& landings,
                           const std::optional<ObjectId>& tested) = 0;

  /// Where both would land, `first` first: the paths at which `second` would not merge any more;
  /// empty if it would, or if it does not merge now.
  virtual std::vector<std::string> clash(const QueueEntry& first, const QueueEntry& second) = 0;

  /// Records states that did not land with code, by a commit of its own where the branch tracks
  /// the index (else there is nothing to do).
  virtual std::variant<LandedAt, Held> record(const IndexEdit& edit, const std::string& run) = 0;
  /// What is left to do once the index file shows the new state: the pin of the result goes.
  virtual void forget(const QueueEntry& entry) = 0;
  /// What killed workers were writing into the repository goes. Nothing depends on it.
  virtual void clear_after_lost_workers() = 0;
};

/// The edit of the ticket index that goes with a landing: the ticket is COMPLETED, and tickets
/// discovered on the way are added.
IndexEdit landing_edit(const QueueEntry& entry);
inline Landing landing_of(const QueueEntry& entry) { return {entry, landing_edit(entry)}; }

/// Above this size (bytes) a landing commit leaves the ticket index alone and states are recorded
/// in batches: rewriting a large file for each ticket would cost more than the landing.
inline constexpr std::size_t index_in_landing_limit = 512 << 10;

}  // namespace sage
