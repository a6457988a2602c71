#include "engine/publish.h"

#include <algorithm>
#include <optional>
#include <thread>

#include "os/dir_lock.h"
#include "repo/checkout_sync.h"
#include "repo/commit.h"
#include "repo/tree.h"

namespace sage {
namespace {

constexpr int max_tip_moves = 100;  // under one landing, before it gives way to others

Held busy(std::string reason) { return {Held::Why::busy, std::move(reason), {}}; }

Held held_by(const DirLock::Busy& lock) {
  return busy("the commit lock is held by " +
              (lock.owner ? describe(*lock.owner) : std::string("an unknown owner")));
}

/// The ticket index in the checkout is edited by its keeper, never written over.
std::vector<PathChange> without_index(std::vector<PathChange> changes) {
  std::erase_if(changes, [](const PathChange& change) { return change.path == index_in_tree; });
  return changes;
}

}  // namespace

Publisher::Publisher(const Repository& repository, const Layout& layout, PublishTarget target,
                     EventSink& events)
    : repository_(repository), layout_(layout), target_(std::move(target)), events_(events) {}

ObjectId Publisher::tip() const {
  return repository_.commit_of(target_.ref).value_or(target_.start);
}

bool Publisher::followed_by_checkout() const {
  return !repository_.is_bare() && repository_.head_branch() == target_.ref;
}

LandOutcome Publisher::publish(const std::string& ticket, const ObjectId& result,
                               const Propose& propose) {
  begun_ = SteadyClock::now();
  make_folders(layout_.root);
  auto lock = DirLock::try_take(layout_.commit_lock(), target_.command);
  if (const auto* other = std::get_if<DirLock::Busy>(&lock)) return held_by(*other);
  for (int moves = 0; moves < max_tip_moves; ++moves) {
    Attempt attempted = attempt(ticket, result, propose);
    if (auto* landed = std::get_if<LandedAt>(&attempted)) return *landed;
    if (auto* conflict = std::get_if<MergeConflict>(&attempted)) return std::move(*conflict);
    if (auto* held = std::get_if<Held>(&attempted)) return std::move(*held);
  }
  return busy("the branch keeps moving");
}

/// The tip is read once: what is proposed for it, committed onto it and swapped against it must be
/// the same commit, or a commit that came in between would be undone.
Publisher::Attempt Publisher::attempt(const std::string& ticket, const ObjectId& result,
                                      const Propose& propose) {
  const ObjectId old_tip = repository_.commit_of(target_.ref).value_or(ObjectId{});
  const ObjectId parent = old_tip.is_zero() ? target_.start : old_tip;
  auto proposed = propose(parent);
  if (auto* landed = std::get_if<LandedAt>(&proposed)) return *landed;
  if (auto* conflict = std::get_if<MergeConflict>(&proposed)) return std::move(*conflict);
  const auto& proposal = std::get<Proposal>(proposed);
  const Identity identity = repository_.identity();
  const ObjectId commit = write_commit(
      repository_, {.tree = proposal.tree,
                    .parents = parent.is_zero() ? std::vector<ObjectId>{} : std::vector{parent},
                    .message = proposal.message,
                    .author = identity,
                    .committer = identity,
                    .at = proposal.at});
  return move_branch({ticket, target_.ref, result, old_tip, commit}, parent, proposal);
}

Publisher::Attempt Publisher::move_branch(const event::LandingIntent& intent,
                                          const ObjectId& parent, const Proposal& proposal) {
  if (repository_.rebased_branch() == target_.ref)
    return Held{Held::Why::operation, "the branch is being rebased", {}};
  if (!followed_by_checkout()) {
    Attempt swapped = swap(intent, proposal);
    if (std::holds_alternative<LandedAt>(swapped))
      finish_checkout(intent.new_tip);  // should it have switched to the branch just now
    return swapped;
  }
  auto checkout = CheckoutLock::try_take(repository_);
  if (!checkout || !followed_by_checkout()) return busy("another git is at work in the checkout");
  if (const std::string operation = repository_.operation_in_progress(); !operation.empty())
    return Held{
        Held::Why::operation, format("the checkout is in the middle of a {}", operation), {}};
  const auto changes =
      diff_trees(repository_, repository_.tree_of(parent), repository_.tree_of(intent.new_tip));
  if (auto edited = checkout->edited(without_index(changes)); !edited.empty())
    return Held{Held::Why::local_changes, "local changes in the checkout are in the way",
                std::move(edited)};
  Attempt swapped = swap(intent, proposal);
  if (std::holds_alternative<LandedAt>(swapped)) checkout->sync(changes, {index_in_tree});
  return swapped;
}

Publisher::Attempt Publisher::swap(const event::LandingIntent& intent, const Proposal& proposal) {
  events_.take({wall_now(), intent});
  const std::string first_line = proposal.message.substr(0, proposal.message.find('\n'));
  const auto swapped = compare_and_swap(repository_, intent.ref, intent.new_tip, intent.old_tip,
                                        "sage-stream: " + first_line);
  if (std::holds_alternative<TipMoved>(swapped)) return Moved{};
  if (const auto* locked = std::get_if<RefBusy>(&swapped))
    return busy("another git holds " + locked->lock_file);
  const auto took = std::chrono::duration_cast<Milliseconds>(SteadyClock::now() - begun_).count();
  if (!intent.ticket.empty())
    events_.take({wall_now(), event::Landed{intent.ticket, intent.result, intent.new_tip,
                                            proposal.files, took}});
  return LandedAt{intent.new_tip, proposal.files, proposal.index_pending};
}

/// Somebody else's index.lock is a matter of moments, or an error: what the checkout lacks, the
/// user's next commit would take away again.
CheckoutLock Publisher::wait_for_checkout() const {
  constexpr Milliseconds pause{20}, patience{30'000};
  const auto give_up = SteadyClock::now() + patience;
  do {
    if (auto checkout = CheckoutLock::try_take(repository_)) return std::move(*checkout);
    std::this_thread::sleep_for(pause);
  } while (SteadyClock::now() < give_up);
  throw Error(ErrorKind::repository_state, "another git holds index.lock of the checkout",
              "if none is running, remove the file by hand");
}

void Publisher::finish_checkout(const ObjectId& commit) {
  if (!followed_by_checkout()) return;
  CheckoutLock checkout = wait_for_checkout();
  const auto parents = repository_.parents_of(commit);
  const ObjectId before = parents.empty() ? ObjectId{} : parents.front();
  auto changes = diff_trees(repository_, repository_.tree_of(before), repository_.tree_of(commit));
  const ObjectId now = repository_.tree_of(tip());
  std::erase_if(changes, [&](const PathChange& change) {
    return repository_.entry_at(now, change.path) != change.after;
  });
  checkout.sync(changes, {index_in_tree});
}

}  // namespace sage
