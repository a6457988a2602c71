// Where a result comes from.
//
// What a check leaves in the workspace must not land, and what an agent left in the workspace's
// .git must not be where a check or the next round begins. So what was collected is written as a
// commit before anything else happens, and the workspace brought to it: that puts back files that
// a check changed, removes those it made, makes .git anew, and leaves ignored files, so that builds
// stay warm. The next round's changes are collected against that tree, and the result is the last
// tree. These commits are pinned by nothing: if the worker dies, the attempt is begun again.

#include "worker/work_result.h"

#include "repo/commit.h"
#include "repo/merge_trees.h"
#include "repo/results.h"
#include "worker/result_message.h"
#include "worker/streams_own.h"

namespace sage {

WorkResult::WorkResult(JobInHand& hand)
    : hand_(hand),
      batch_(hand.place.repository),
      base_tree_(hand.place.repository.tree_of(hand.job.base)),
      tree_(base_tree_),
      committed_tree_(base_tree_),
      commit_(hand.job.base) {
  if (!hand.job.carry.is_zero()) carry_over();
}

/// A result never holds a change of what is the stream's own, so neither does the merged tree.
void WorkResult::carry_over() {
  const Repository& repository = hand_.place.repository;
  const ObjectId carry = hand_.job.carry;
  const std::string name = "the earlier result " + carry.hex().substr(0, 12);
  if (!repository.has_object(carry))
    return hand_.note(name + " is not in the repository: begun anew");
  const auto parents = repository.parents_of(carry);
  const ObjectId from = repository.tree_of(parents.empty() ? ObjectId{} : parents.front());
  const auto merged = merge_trees(repository, from, base_tree_, repository.tree_of(carry));
  if (const auto* conflict = std::get_if<MergeConflict>(&merged))
    return hand_.note(format("{} does not merge with what landed since in {}: begun anew", name,
                             escaped(listing(conflict->paths))));
  tree_ = std::get<Merged>(merged).tree;
  hand_.carried = outcome_of_result(repository.message_of(carry)).value_or(Outcome{});
}

ObjectId WorkResult::commit() {
  if (tree_ != committed_tree_) {
    const std::string message = format("{}: {}\n", hand_.job.ticket, escaped(hand_.job.title));
    commit_ = tree_ == base_tree_ ? hand_.job.base : write(tree_, message);
    committed_tree_ = tree_;
  }
  return commit_;
}

bool WorkResult::collect() {
  hand_.watch.tell("collecting", "");
  const auto start = SteadyClock::now();
  const Collected collected = hand_.place.workspace.collect(is_streams_own);
  for (const auto& text : collected.notes) hand_.note(text);
  if (!collected.left_out.empty())
    hand_.note("changes under .sage are left out: " + excerpt(listing(collected.left_out), 1000));
  if (collected.refused.empty()) tree_ = collected.tree;
  hand_.outcome.collect_ms += milliseconds_since(start);
  return collected.refused.empty() ||
         hand_.ends_as(OutcomeKind::refused, "refused", escaped(collected.refused));
}

void WorkResult::complete() {
  hand_.outcome.kind = tree_ == base_tree_ ? OutcomeKind::no_change : OutcomeKind::completed;
  keep();
}

void WorkResult::keep() {
  if (tree_ == base_tree_) return;
  const auto start = SteadyClock::now();
  const Repository& repository = hand_.place.repository;
  Outcome& outcome = hand_.outcome;
  for (const auto& change : diff_trees(repository, base_tree_, tree_))
    outcome.files.push_back(valid_utf8(change.path));
  outcome.result = write(tree_, result_message(outcome, hand_.job.title));
  pin_result(repository, hand_.job.result_ref, outcome.result);
  outcome.collect_ms += milliseconds_since(start);
}

void WorkResult::keep_secured() {
  if (!secured_) return;
  tree_ = *secured_;
  keep();
}

ObjectId WorkResult::write(const ObjectId& tree, const std::string& message) {
  const Repository& repository = hand_.place.repository;
  const Identity who = repository.identity();
  CommitRequest request{.tree = tree,
                        .parents = {},
                        .message = message,
                        .author = who,
                        .committer = who,
                        .at = wall_now()};
  if (!hand_.job.base.is_zero()) request.parents = {hand_.job.base};
  const ObjectId commit = write_commit(repository, request);
  batch_.flush();
  return commit;
}

}  // namespace sage
