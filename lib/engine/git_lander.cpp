#include "engine/git_lander.h"

#include "repo/commit.h"
#include "repo/results.h"
#include "repo/tree.h"

namespace sage {
namespace {

using Proposed = std::variant<Proposal, MergeConflict, LandedAt>;

std::string with_trailers(const std::string& message,
                          const std::vector<std::pair<std::string, std::string>>& trailers) {
  std::string out = std::string(trimmed(message)) + "\n";
  for (const auto& [key, value] : trailers) out += format("\n{}: {}", key, value);
  return out + "\n";
}

struct IndexEdited {
  ObjectId tree;
  bool pending = false;  // the tree holds an index that was left as it is
};

/// `tree` with the edit in its ticket index, if it holds one of at most `limit` bytes. One that
/// cannot be read is the user's to mend: the code still lands.
IndexEdited with_index_edit(const Repository& repository, const ObjectId& tree,
                            const IndexEdit& edit, std::size_t limit) {
  const TreeEntry entry = repository.entry_at(tree, index_in_tree);
  if (entry.mode != Mode::file && entry.mode != Mode::executable) return {tree};
  const std::string text = repository.blob(entry.id);
  if (text.size() > limit) return {tree, true};
  try {
    const ObjectId blob = repository.write_blob(edit_index(text, edit).text);
    return {edit_tree(repository, tree, {{index_in_tree, {entry.mode, blob}}})};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input) throw;
    return {tree, true};
  }
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
  edit.changes.push_back(
      {.ticket = entry.ticket_id, .state = State::completed, .at = entry.queued_at});
  for (const auto& text : entry.discovered)
    from_json(parse_json(text, "discovered ticket"), edit.added.emplace_back(), "discovered");
  return edit;
}

LandOutcome GitLander::land(const QueueEntry& entry, const IndexEdit& edit) {
  const std::string message =
      with_trailers(entry.commit_message, {{ticket_trailer, entry.ticket_id},
                                           {result_trailer, entry.result.hex()},
                                           {run_trailer, entry.run}});
  return publisher_.publish(entry.ticket_id, entry.result, [&](const ObjectId& tip) -> Proposed {
    if (const auto landed = find_landing(repository_, tip, entry.base, entry.result))
      return LandedAt{*landed, entry.files.size(), true, true};
    auto merged = merge_trees(repository_, repository_.tree_of(entry.base),
                              repository_.tree_of(tip), repository_.tree_of(entry.result));
    if (auto* conflict = std::get_if<MergeConflict>(&merged)) return std::move(*conflict);
    const auto edited =
        with_index_edit(repository_, std::get<Merged>(merged).tree, edit, index_in_landing_limit);
    return Proposal{edited.tree, message, parse_iso_time(entry.queued_at), entry.files.size(),
                    edited.pending};
  });
}

LandOutcome GitLander::record(const IndexEdit& edit, const std::string& run) {
  return publisher_.publish("", ObjectId{}, [&](const ObjectId& tip) -> Proposed {
    const ObjectId before = repository_.tree_of(tip);
    const auto edited = with_index_edit(repository_, before, edit, ~std::size_t{0});
    if (edited.tree == before) return LandedAt{};
    return Proposal{edited.tree, record_message(edit, run), wall_now(), 1};
  });
}

void GitLander::forget(const QueueEntry& entry) {
  if (repository_.commit_of(entry.result_ref) ==
      entry.result)  // another worktree's may stand there
    drop_pin(repository_, entry.result_ref);
}

}  // namespace sage
