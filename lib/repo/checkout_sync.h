#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "repo/tree.h"

/// Bringing the user's checkout along when its branch moves, so that `git status` is as clean
/// after a landing as before it and nothing the user edited is ever overwritten.
namespace sage {

class KnownIndex;

/// What one who lets the checkout follow again and again need not read each time. For one checkout.
struct CheckoutMemory {
  std::shared_ptr<KnownIndex> index;
};

/// The checkout's index.lock, taken before the branch moves and released after the sync, so that
/// no `git commit` in between sees a moved branch with an old index. The lock file holds our
/// owner line: recovery may remove one whose owner is dead.
class CheckoutLock {
 public:
  /// Nothing if another git holds index.lock. `memory` is used by no other meanwhile.
  static std::optional<CheckoutLock> try_take(const Repository& repository, CheckoutMemory& memory);
  CheckoutLock(CheckoutLock&&) noexcept;
  CheckoutLock& operator=(CheckoutLock&&) = delete;
  ~CheckoutLock();

  /// The paths among `changes` where the checkout or the index hold something else than `before`
  /// (and than `after`): edited, staged, or an untracked file in the way. So does a file that holds
  /// `before` where the index holds `after` already. Files marked skip-worktree or assume-unchanged
  /// count as unedited only if they are.
  std::vector<std::string> edited(const std::vector<PathChange>& changes) const;

  /// What the index holds at `path`; none if nothing, or if it is in conflict.
  TreeEntry staged(const std::string& path) const;

  /// Writes `after` of each change to the checkout (filters, modes and links as git would) and
  /// its index entry; a path that was edited meanwhile is left alone and given back. Folders that
  /// become empty go. Idempotent: what is there already stays. Paths in `index_only` get their
  /// index entry but their file is left to the caller.
  std::vector<std::string> sync(const std::vector<PathChange>& changes,
                                const std::vector<std::string>& index_only = {});

 private:
  class State;
  explicit CheckoutLock(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Throws Error(repository_state) where git's index of the checkout is one that no landing could
/// follow in: damaged, split or sparse.
void require_readable_index(const Repository& repository);

/// Where every git locks the checkout's index.
fs::path index_lock_of(const Repository& repository);

/// Removes an index.lock that a dead stream of this host left behind; true if it did.
bool remove_dead_checkout_lock(const Repository& repository);

/// Removes `<ref>.lock` if it holds nothing yet, or `set_to`, and no living process has it open.
/// Only with the commit lock held and a dead owner's intent to set the ref to that. `is_set`: it
/// was carried out. Then only a lock with that in it goes: a ref without a file is first linked to
/// its lock, which is removed next.
bool remove_dead_ref_lock(const Repository& repository, const std::string& ref,
                          const ObjectId& set_to, bool is_set);

/// Removes the locks that killed processes left on pinned results and candidates (refs/sage), by
/// the same rule: empty or an id, and open nowhere; and the one that a dead stream left on packed
/// refs while it dropped a pin. Gives how many.
int remove_dead_result_locks(const Repository& repository);

/// Adds lines to the repository's info/exclude, or info/attributes, that are not there yet
/// (atomically). False if all were.
bool add_excludes(const Repository& repository, const std::vector<std::string>& lines);
bool add_attributes(const Repository& repository, const std::vector<std::string>& lines);

}  // namespace sage
