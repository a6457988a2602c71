#pragma once

#include <unordered_map>

#include "plan/graph.h"
#include "queue/train.h"

namespace sage {

/// A finished attempt, as a merge train sees it.
struct VirtualResult {
  TicketIndex ticket = 0;
  ObjectId base;           ///< the tip that the attempt began with
  bool conflicts = false;  ///< with all but its base
  bool breaks = false;     ///< every tree that holds it fails the gate
};

/// A branch without a repository: a commit is named by what is below it and the result on top.
class VirtualBranch {
 public:
  const ObjectId& tip() const { return tip_; }
  void move_to(const ObjectId& commit);

  /// The result on top of `onto`, or nothing if it does not merge there. The same question gives
  /// the same answer.
  std::optional<ObjectId> place(Car car, const VirtualResult& result, const ObjectId& onto);
  /// How many commits were ever placed.
  std::size_t placed() const { return placed_; }

  Train::Known known(const ObjectId& commit) const { return commits_.at(commit).known; }
  /// The test of a commit ends.
  void tested(const ObjectId& commit);

 private:
  struct Commit {
    bool broken = false;
    Train::Known known = Train::Known::nothing;
  };
  ObjectId tip_;
  std::unordered_map<ObjectId, Commit> commits_{{ObjectId{}, Commit{}}};
  std::size_t placed_ = 0;
};

}  // namespace sage
