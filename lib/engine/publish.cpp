#include "engine/publish.h"

#include <algorithm>
#include <optional>
#include <thread>

#include "engine/staged_index.h"
#include "os/dir_lock.h"
#include "repo/checkout_sync.h"
#include "repo/commit.h"
#include "repo/kept_pack.h"
#include "repo/object_batch.h"
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
  return checked(repository_.commit_of(target_.ref).value_or(target_.start));
}

/// What this run has put on the branch stays there, or work that was told as landed is gone, and
/// what depends on it would start without it.
ObjectId Publisher::checked(const ObjectId& tip) const {
  if (last_.is_zero() || tip == last_) return tip;
  if (!tip.is_zero() && repository_.is_ancestor(last_, tip)) return tip;
  throw Error(ErrorKind::repository_state,
              format("{}: history was rewritten during the run: {}, which landed in it, is no "
                     "longer part of it",
                     target_.ref, last_.hex().substr(0, 12)),
              format("what was finished and has not landed is kept, the next run lands it; to have "
                     "back what had landed: git branch saved {}",
                     last_.hex().substr(0, 12)));
}

bool Publisher::followed_by_checkout() const {
  return !repository_.is_bare() && repository_.head_branch() == target_.ref;
}

LandOutcome Publisher::publish(const Propose& propose) {
  begun_ = SteadyClock::now();
  make_folders(layout_.root);
  auto lock = DirLock::try_take(layout_.commit_lock(), target_.command);
  if (const auto* other = std::get_if<DirLock::Busy>(&lock)) return held_by(*other);
  for (int moves = 0; moves < max_tip_moves; ++moves) {
    Attempt attempted = attempt(propose);
    if (auto* landed = std::get_if<std::vector<LandedAt>>(&attempted)) {
      merge_packs(repository_);
      return std::move(*landed);
    }
    if (auto* conflict = std::get_if<MergeConflict>(&attempted)) return std::move(*conflict);
    if (auto* held = std::get_if<Held>(&attempted)) return std::move(*held);
    if (std::holds_alternative<Untested>(attempted)) return Untested{};
  }
  return busy("the branch keeps moving");
}

/// The tip is read once: what is proposed for it, committed onto it and swapped against it must be
/// the same commit, or a commit that came in between would be undone.
Publisher::Attempt Publisher::attempt(const Propose& propose) {
  ObjectBatch batch(repository_);
  const ObjectId old_tip = repository_.commit_of(target_.ref).value_or(ObjectId{});
  const ObjectId parent = checked(old_tip.is_zero() ? target_.start : old_tip);
  auto proposed = propose(parent);
  if (auto* landed = std::get_if<LandedAt>(&proposed)) return std::vector{std::move(*landed)};
  if (auto* conflict = std::get_if<MergeConflict>(&proposed)) return std::move(*conflict);
  if (std::holds_alternative<Untested>(proposed)) return Untested{};
  Move move{old_tip, parent, std::move(std::get<std::vector<Proposal>>(proposed))};
  ObjectId below = parent;
  for (auto& proposal : move.proposals) below = proposal.landed.commit = write(proposal, below);
  batch.flush();
  return move_branch(move, batch);
}

ObjectId Publisher::write(const Proposal& proposal, const ObjectId& parent) const {
  const Identity identity = repository_.identity();
  return write_commit(repository_,
                      {.tree = proposal.tree,
                       .parents = parent.is_zero() ? std::vector<ObjectId>{} : std::vector{parent},
                       .message = proposal.message,
                       .author = identity,
                       .committer = identity,
                       .at = proposal.at});
}

Publisher::Attempt Publisher::move_branch(const Move& move, ObjectBatch& batch) {
  const ObjectId new_tip = move.proposals.back().landed.commit;
  if (repository_.rebased_branch() == target_.ref)
    return Held{Held::Why::operation, "the branch is being rebased", {}};
  if (!followed_by_checkout()) {
    Attempt swapped = swap(move);
    if (std::holds_alternative<std::vector<LandedAt>>(swapped))
      finish_checkout(move.parent, new_tip);  // should it have switched to the branch just now
    return swapped;
  }
  auto checkout = CheckoutLock::try_take(repository_, checkout_memory_);
  if (!checkout || !followed_by_checkout()) return busy("another git is at work in the checkout");
  if (const std::string operation = repository_.operation_in_progress(); !operation.empty())
    return Held{
        Held::Why::operation, format("the checkout is in the middle of a {}", operation), {}};
  auto changes =
      diff_trees(repository_, repository_.tree_of(move.parent), repository_.tree_of(new_tip));
  if (auto edited = checkout->edited(without_index(changes)); !edited.empty())
    return Held{Held::Why::local_changes, "local changes in the checkout are in the way",
                std::move(edited)};
  Attempt swapped = swap(move);
  if (!std::holds_alternative<std::vector<LandedAt>>(swapped)) return swapped;
  merge_into_staged(repository_, *checkout, changes);
  batch.flush();
  checkout->sync(changes, {index_in_tree});
  return swapped;
}

Publisher::Attempt Publisher::swap(const Move& move) {
  tell_intent(move);
  const auto& last = move.proposals.back();
  const std::string first_line = last.message.substr(0, last.message.find('\n'));
  const auto swapped = compare_and_swap(repository_, target_.ref, last.landed.commit, move.old_tip,
                                        "sage-stream: " + first_line);
  if (std::holds_alternative<TipMoved>(swapped)) return Moved{};
  if (const auto* locked = std::get_if<RefBusy>(&swapped))
    return busy("another git holds " + locked->lock_file);
  last_ = last.landed.commit;
  tell_landed(move);
  std::vector<LandedAt> landed;
  for (const auto& proposal : move.proposals) landed.push_back(proposal.landed);
  return landed;
}

void Publisher::tell_intent(const Move& move) {
  std::vector<Event> intents;
  for (const auto& proposal : move.proposals)
    intents.push_back(
        {wall_now(),
         event::LandingIntent{proposal.ticket, target_.ref, proposal.result, move.old_tip,
                              proposal.landed.commit, proposal.reverts, proposal.reopened}});
  events_.take_all(intents);
}

void Publisher::tell_landed(const Move& move) {
  const auto took = std::chrono::duration_cast<Milliseconds>(SteadyClock::now() - begun_).count();
  std::vector<Event> told;
  for (const auto& [ticket, result, tree, message, at, landed, reverts, reopened] : move.proposals)
    if (!reverts.is_zero())
      told.push_back({wall_now(), event::RolledBack{ticket, reverts, landed.commit, reopened}});
    else if (!ticket.empty())
      told.push_back({wall_now(), event::Landed{ticket, result, landed.commit, landed.files, took,
                                                landed.merged}});
  events_.take_all(told);
}

/// Somebody else's index.lock is a matter of moments, or an error: what the checkout lacks, the
/// user's next commit would take away again.
CheckoutLock Publisher::wait_for_checkout() {
  constexpr Milliseconds pause{20}, patience{30'000};
  const auto give_up = SteadyClock::now() + patience;
  do {
    if (auto checkout = CheckoutLock::try_take(repository_, checkout_memory_))
      return std::move(*checkout);
    std::this_thread::sleep_for(pause);
  } while (SteadyClock::now() < give_up);
  throw Error(ErrorKind::repository_state, "another git holds index.lock of the checkout",
              "if none is running, remove the file by hand");
}

void Publisher::finish_checkout(const ObjectId& before, const ObjectId& after) {
  if (!followed_by_checkout()) return;
  CheckoutLock checkout = wait_for_checkout();
  auto changes = diff_trees(repository_, repository_.tree_of(before), repository_.tree_of(after));
  const ObjectId now = repository_.tree_of(tip());
  std::erase_if(changes, [&](const PathChange& change) {
    return repository_.entry_at(now, change.path) != change.after;
  });
  merge_into_staged(repository_, checkout, changes);
  checkout.sync(changes, {index_in_tree});
}

}  // namespace sage
