#include "engine/git_lander.h"

#include "engine/own_commits.h"
#include "repo/commit.h"
#include "repo/explain_merge.h"
#include "repo/kept_pack.h"
#include "repo/object_batch.h"
#include "repo/results.h"
#include "repo/tree.h"

namespace sage {
namespace {

/// Where what lands is not simply what the result holds.
std::vector<std::string> all_merged(Merged merged) {
  auto paths = std::move(merged.content_merged);
  paths.insert(paths.end(), merged.moved.begin(), merged.moved.end());
  return paths;
}

std::string record_message(const IndexEdit& edit, const std::string& run) {
  std::string body;
  for (const auto& change : edit.changes)
    body += format("{} {}\n", change.ticket, to_string(change.state));
  for (const auto& ticket : edit.added) body += format("{} added\n", ticket.id);
  return with_trailers("chore(sage): record ticket states\n\n" + body, {{run_trailer, run}});
}

}  // namespace

IndexEdit landing_edit(const QueueEntry& entry) {
  IndexEdit edit;
  edit.changes.push_back({.ticket = entry.ticket_id,
                          .state = State::completed,
                          .at = entry.queued_at,
                          .tasks_done = entry.tasks_done});
  for (const auto& text : entry.discovered)
    from_json(parse_json(text, "discovered ticket"), edit.added.emplace_back(), "discovered");
  return edit;
}

std::variant<Proposal, MergeConflict, LandedAt> GitLander::propose(const Landing& landing,
                                                                   const ObjectId& onto,
                                                                   const ObjectId& tree) const {
  const QueueEntry& entry = landing.entry;
  const auto there = find_landing(repository_, onto, entry.base, entry.result);
  if (there && !there->rolled_back)
    return LandedAt{.commit = there->commit,
                    .files = entry.files.size(),
                    .index_pending = true,
                    .earlier = true};
  const ObjectId base = repository_.tree_of(entry.base), result = repository_.tree_of(entry.result);
  auto merge = merge_trees(repository_, base, tree, result);
  if (auto* conflict = std::get_if<MergeConflict>(&merge)) return std::move(*conflict);
  auto& merged = std::get<Merged>(merge);
  // A merge that does what the result did not is wrong, and as good as a conflict.
  if (auto wrong = unexplained_changes(repository_, base, tree, result, merged); !wrong.empty())
    return MergeConflict{std::move(wrong)};
  const auto edited =
      with_index_edit(repository_, merged.tree, landing.edit, index_in_landing_limit);
  return Proposal{
      .ticket = entry.ticket_id,
      .result = entry.result,
      .tree = edited.tree,
      .message = with_trailers(entry.commit_message, {{ticket_trailer, entry.ticket_id},
                                                      {result_trailer, entry.result.hex()},
                                                      {run_trailer, entry.run}}),
      .at = parse_iso_time(entry.queued_at),
      .landed = {.files = entry.files.size(),
                 .merged = all_merged(std::move(merged)),
                 .index_pending = edited.pending}};
}

std::variant<Candidate, MergeConflict, LandedAt> GitLander::candidate(const Landing& landing,
                                                                      const ObjectId& onto) {
  ObjectBatch batch(repository_);
  auto proposed = propose(landing, onto, repository_.tree_of(onto));
  if (auto* conflict = std::get_if<MergeConflict>(&proposed)) return std::move(*conflict);
  if (auto* there = std::get_if<LandedAt>(&proposed)) return *there;
  const auto& proposal = std::get<Proposal>(proposed);
  const Candidate candidate{publisher_.write(proposal, onto), proposal.tree};
  batch.flush();
  pin_candidate(repository_, landing.entry.ticket_id, candidate.commit);
  return candidate;
}

void GitLander::drop_candidate(const QueueEntry& entry) {
  unpin_candidate(repository_, entry.ticket_id);
}

LandOutcome GitLander::land(const std::vector<Landing>& landings,
                            const std::optional<ObjectId>& tested) {
  return publisher_.publish([&](const ObjectId& tip) -> Proposals {
    std::vector<Proposal> proposals;
    ObjectId tree = repository_.tree_of(tip);
    for (const auto& landing : landings) {
      auto proposed = propose(landing, tip, tree);
      if (auto* proposal = std::get_if<Proposal>(&proposed)) {
        tree = proposal->tree;
        proposals.push_back(std::move(*proposal));
      } else if (!proposals.empty()) {
        break;  // those before it first
      } else if (auto* conflict = std::get_if<MergeConflict>(&proposed)) {
        return std::move(*conflict);
      } else {
        return std::get<LandedAt>(proposed);
      }
    }
    if (tested && tree != *tested) return Untested{};
    return proposals;
  });
}

std::vector<std::string> GitLander::clash(const QueueEntry& first, const QueueEntry& second) {
  const ObjectBatch unwritten(repository_);
  const ObjectId tip = repository_.tree_of(publisher_.tip());
  const auto onto = [&](const ObjectId& tree, const QueueEntry& entry) {
    return merge_trees(repository_, repository_.tree_of(entry.base), tree,
                       repository_.tree_of(entry.result));
  };
  const auto merged = onto(tip, first);
  if (std::holds_alternative<MergeConflict>(merged)) return {};
  if (std::holds_alternative<MergeConflict>(onto(tip, second))) return {};
  auto both = onto(std::get<Merged>(merged).tree, second);
  if (auto* conflict = std::get_if<MergeConflict>(&both)) return std::move(conflict->paths);
  return {};
}

std::variant<LandedAt, Held> GitLander::record(const IndexEdit& edit, const std::string& run) {
  auto outcome = publisher_.publish([&](const ObjectId& tip) -> Proposals {
    const ObjectId before = repository_.tree_of(tip);
    const auto edited = with_index_edit(repository_, before, edit, ~std::size_t{0});
    if (edited.tree == before) return LandedAt{};
    return std::vector{Proposal{.tree = edited.tree,
                                .message = record_message(edit, run),
                                .at = wall_now(),
                                .landed = {.files = 1}}};
  });
  if (auto* held = std::get_if<Held>(&outcome)) return std::move(*held);
  return std::get<std::vector<LandedAt>>(outcome).front();
}

void GitLander::forget(const QueueEntry& entry) {
  if (entry.result_ref.empty()) return;  // a request that was turned down
  if (repository_.commit_of(entry.result_ref) ==
      entry.result)  // another worktree's may stand there
    drop_pin(repository_, entry.result_ref);
}

void GitLander::clear_after_lost_workers() {
  try {
    release_dead_packs(repository_);
  } catch (const std::exception&) {  // the next run's recovery does it
  }
}

}  // namespace sage
