// Taking landings back without rewriting history.
//
// To take a landing back is a merge, too: its own change, turned around (from its tree to its
// parent's), put onto the tip. So the merge that lands results does it, with all that it knows of
// conflicts and renames; the newest goes first, each on top of the one before. The ticket index is
// left out of the merges: what a landing said there is taken back by saying the opposite. All
// commits are made in memory, and one move of the branch publishes them.

#include "engine/rollback.h"

#include <algorithm>
#include <thread>

#include "check/ticket_checks.h"
#include "engine/own_commits.h"
#include "queue/entry.h"
#include "repo/explain_merge.h"
#include "repo/object_batch.h"
#include "repo/tree.h"
#include "run/layout.h"
#include "ticket/component.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

/// The sub-tasks that were done before a landing, as the index below it tells.
std::vector<std::string> tasks_done_before(const Repository& repository, const std::string& id,
                                           const ObjectId& landing) try {
  std::vector<std::string> done;
  const auto parents = repository.parents_of(landing);
  const ObjectId tree = repository.tree_of(parents.empty() ? ObjectId{} : parents.front());
  const TreeEntry entry = index_entry_of(repository, tree);
  if (entry.mode == Mode::none) return done;
  const Backlog before = read_index_text(repository.blob(entry.id), "the index before");
  const auto ticket = before.find(id);
  if (!ticket || !before[*ticket].has_checks) return done;
  for (const auto& task : ticket_checks(before[*ticket].json).tasks)
    if (task.done) done.push_back(task.id);
  return done;
} catch (const Error& error) {
  if (error.kind() != ErrorKind::invalid_input) throw;
  return {};  // no index that anybody could have worked by
}

/// Of a ticket that has left the index.
std::string_view title_in(const LandingCommit& landing) {
  const std::string_view subject = landing.subject;
  const std::string id = "#" + landing.ticket + " ";
  const auto at = subject.find(id);
  return at == subject.npos ? subject : subject.substr(at + id.size());
}

/// "feat(A): #A-1 Title" of a landing, as the ticket is called there.
std::string rollback_message(const LandingCommit& landing, const Backlog& backlog,
                             const std::string& run) {
  const auto ticket = backlog.find(landing.ticket);
  const std::string_view component =
      ticket ? backlog[*ticket].component : component_of_id(landing.ticket);
  const std::string title = subject_text(ticket ? backlog[*ticket].title : title_in(landing));
  const std::string message =
      format("revert{}: #{} {}\n\nTakes back \"{}\".\n\nThis reverts commit {}.",
             component.empty() ? "" : format("({})", subject_text(component)), landing.ticket,
             title, subject_text(landing.subject), landing.commit.hex());
  return with_trailers(message, {{reverts_trailer, landing.commit.hex()}, {run_trailer, run}});
}

/// The landings of a rollback taken back one after the other.
class Reverter {
 public:
  Reverter(const Repository& repository, const Backlog& backlog, std::string run, WallTime at)
      : repository_(repository), backlog_(backlog), run_(std::move(run)), at_(at) {}

  std::variant<std::vector<Proposal>, Clashes> revert(const Rollback& rollback,
                                                      const ObjectId& tip) {
    tree_ = repository_.tree_of(tip);
    for (const auto& landing : rollback.landings) {
      const bool is_last = &landing == &rollback.landings.back();
      if (take_back(landing)) propose(landing, is_last ? rollback.reopened : nobody_, is_last);
    }
    if (!clashes_.empty()) return std::move(clashes_);
    return std::move(proposals_);
  }

 private:
  /// The tree of a commit, with the ticket index as it stands now.
  ObjectId without_index(const ObjectId& commit) const {
    return edit_tree(repository_, repository_.tree_of(commit),
                     {{index_in_tree, repository_.entry_at(tree_, index_in_tree)}});
  }

  bool take_back(const LandingCommit& landing) {
    if (!landing.parent.is_zero() && !repository_.has_object(landing.parent))
      throw Error(ErrorKind::repository_state,
                  format("the commit before {}, which landed {}, is not in this shallow clone",
                         landing.commit.hex().substr(0, 12), landing.ticket),
                  "git fetch --unshallow");
    const ObjectId from = without_index(landing.commit), to = without_index(landing.parent);
    auto merge = merge_trees(repository_, from, tree_, to);
    if (auto* conflict = std::get_if<MergeConflict>(&merge))
      return clash(landing, std::move(conflict->paths));
    auto& merged = std::get<Merged>(merge);
    if (auto wrong = unexplained_changes(repository_, from, tree_, to, merged); !wrong.empty())
      return clash(landing, std::move(wrong));
    tree_ = merged.tree;
    return true;
  }

  bool clash(const LandingCommit& landing, std::vector<std::string> paths) {
    clashes_.push_back({landing.ticket, landing.commit, std::move(paths)});
    return false;
  }

  /// A large index is edited once, by the last commit.
  void propose(const LandingCommit& landing, const std::vector<std::string>& reopened,
               bool is_last) {
    auto changes =
        states_after_rollback(repository_, landing.ticket, landing.commit, reopened, at_);
    std::ranges::move(changes, std::back_inserter(edit_.changes));
    const auto limit = is_last ? ~std::size_t{0} : index_in_landing_limit;
    const IndexEdited edited = with_index_edit(repository_, tree_, edit_, limit);
    if (!edited.pending) edit_ = {};
    tree_ = edited.tree;
    proposals_.push_back({.ticket = landing.ticket,
                          .tree = tree_,
                          .message = rollback_message(landing, backlog_, run_),
                          .at = at_,
                          .reverts = landing.commit,
                          .reopened = reopened});
  }

  const Repository& repository_;
  const Backlog& backlog_;
  const std::string run_;
  const WallTime at_;
  const std::vector<std::string> nobody_;
  ObjectId tree_;
  IndexEdit edit_;
  std::vector<Proposal> proposals_;
  Clashes clashes_;
};

/// What of it is still to be done on a tip that may not be the one it was planned on.
Rollback still_standing(const Repository& repository, Rollback rollback, const ObjectId& tip) {
  std::set<ObjectId> standing;
  for (const auto& landing : standing_landings(repository, tip)) standing.insert(landing.commit);
  std::erase_if(rollback.landings,
                [&](const LandingCommit& landing) { return !standing.contains(landing.commit); });
  return rollback;
}

[[noreturn]] void refuse(const Held& held) {
  const bool local = held.why == Held::Why::local_changes;
  throw Error(ErrorKind::repository_state,
              held.reason + (held.paths.empty() ? "" : ": " + listing(held.paths)),
              local ? "commit, stash or remove them, and roll back again" : "");
}

}  // namespace

std::vector<StateChange> states_after_rollback(const Repository& repository,
                                               const std::string& ticket, const ObjectId& landing,
                                               const std::vector<std::string>& reopened,
                                               WallTime at) {
  std::vector<StateChange> changes;
  changes.push_back({.ticket = ticket,
                     .at = iso_time(at),
                     .tasks_left_done = tasks_done_before(repository, ticket, landing)});
  for (const auto& other : reopened) changes.push_back({.ticket = other, .at = iso_time(at)});
  return changes;
}

std::variant<std::vector<Proposal>, Clashes> propose_rollback(const Repository& repository,
                                                              const Rollback& rollback,
                                                              const Backlog& backlog,
                                                              const ObjectId& tip,
                                                              const std::string& run, WallTime at) {
  return Reverter(repository, backlog, run, at).revert(rollback, tip);
}

std::variant<std::vector<TakenBack>, Clashes> publish_rollback(
    const Repository& repository, Publisher& publisher, const Rollback& rollback,
    const Backlog& backlog, const std::string& run, WallTime at) {
  constexpr Milliseconds pause{20}, patience{30'000};
  const auto give_up = SteadyClock::now() + patience;
  Clashes clashes;
  Rollback left;
  const Propose propose = [&](const ObjectId& tip) -> Proposals {
    left = still_standing(repository, rollback, tip);
    if (left.landings.empty()) return LandedAt{};
    auto proposed = propose_rollback(repository, left, backlog, tip, run, at);
    if (auto* proposals = std::get_if<std::vector<Proposal>>(&proposed))
      return std::move(*proposals);
    clashes = std::move(std::get<Clashes>(proposed));
    return MergeConflict{};
  };
  while (true) {
    const LandOutcome outcome = publisher.publish(propose);
    if (std::holds_alternative<MergeConflict>(outcome)) return clashes;
    if (const auto* moved = std::get_if<std::vector<LandedAt>>(&outcome)) {
      std::vector<TakenBack> taken;
      for (std::size_t i = 0; i < left.landings.size(); ++i)
        taken.push_back({left.landings[i], moved->at(i).commit});
      return taken;
    }
    const Held& held = std::get<Held>(outcome);
    if (held.why != Held::Why::busy || SteadyClock::now() > give_up) refuse(held);
    std::this_thread::sleep_for(pause);
  }
}

void finish_rollback(IndexStore& index, const std::vector<StateChange>& changes) {
  if (changes.empty()) return;
  const Backlog backlog = index.read();
  IndexEdit edit;
  std::ranges::copy_if(changes, std::back_inserter(edit.changes), [&](const StateChange& change) {
    const auto ticket = backlog.find(change.ticket);
    return ticket && backlog[*ticket].state == State::completed;
  });
  if (edit.empty()) return;
  index.apply(edit);
  index.flush(true);
}

}  // namespace sage
