#include "worker/do_work.h"

#include "repo/commit.h"
#include "repo/results.h"
#include "run/layout.h"
#include "worker/ask_agent.h"
#include "worker/prepare_workspace.h"
#include "worker/result_message.h"

namespace sage {
namespace {

bool collect(JobInHand& hand, ObjectId& tree) {
  hand.watch.tell("collecting", "");
  const auto start = SteadyClock::now();
  Collected collected = hand.place.workspace.collect(index_in_tree);
  tree = collected.tree;
  for (const auto& path : collected.files) hand.outcome.files.push_back(valid_utf8(path));
  for (const auto& text : collected.notes) hand.note(text);
  hand.outcome.collect_ms = milliseconds_since(start);
  if (!collected.refused.empty())
    return hand.ends_as(OutcomeKind::refused, "refused", escaped(collected.refused));
  return !collected.files.empty() || hand.ends_as(OutcomeKind::no_change, "", "");
}

void store(JobInHand& hand, const ObjectId& tree) {
  const Repository& repository = hand.place.repository;
  hand.outcome.kind = OutcomeKind::completed;
  const auto start = SteadyClock::now();
  const Identity who = repository.identity();
  CommitRequest request{.tree = tree,
                        .parents = {},
                        .message = result_message(hand.outcome, hand.job.title),
                        .author = who,
                        .committer = who,
                        .at = wall_now()};
  if (!hand.job.base.is_zero()) request.parents = {hand.job.base};
  hand.outcome.result = write_commit(repository, request);
  pin_result(repository, hand.job.result_ref, hand.outcome.result);
  hand.outcome.collect_ms += milliseconds_since(start);
}

}  // namespace

void do_work(JobInHand& hand) {
  ObjectId tree;
  if (prepare_workspace(hand) && ask_agent(hand) && collect(hand, tree)) store(hand, tree);
}

}  // namespace sage
