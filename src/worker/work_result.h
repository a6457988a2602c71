#pragma once

#include "repo/object_batch.h"
#include "worker/job_in_hand.h"

namespace sage {

/// What a work job has made so far: a tree, and that tree as a commit on the job's base.
class WorkResult {
 public:
  /// Begins at the base, or where the job carries an earlier result along at that merged onto it.
  explicit WorkResult(JobInHand& hand);

  /// A commit with exactly this tree that no ref names, for the workspace to be brought to; the
  /// base itself where nothing differs from it.
  ObjectId commit();

  /// Takes in what the agent changed in the workspace since it was brought to commit().
  bool collect();

  /// Completed with what was made stored and pinned, or no_change if that is nothing.
  void complete();
  /// Stores and pins what was made, if that is anything; the outcome stays what it is.
  void keep();

  /// What was made so far is done with, whatever becomes of the rest.
  void secure() { secured_ = tree_; }
  /// Stores and pins what was secured last, if anything was: as `keep`.
  void keep_secured();

 private:
  void carry_over();
  ObjectId write(const ObjectId& tree, const std::string& message);

  JobInHand& hand_;
  ObjectBatch batch_;  ///< keeps what is written from every gc, until the result is pinned
  const ObjectId base_tree_;
  ObjectId tree_;
  std::optional<ObjectId> secured_;   ///< a tree
  ObjectId committed_tree_, commit_;  ///< what `commit` gave last
};

}  // namespace sage
