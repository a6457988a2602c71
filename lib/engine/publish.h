#pragma once

#include <functional>
#include <string>
#include <variant>

#include "engine/lander.h"
#include "os/clock.h"
#include "repo/checkout_sync.h"
#include "repo/repository.h"
#include "run/event.h"
#include "run/layout.h"

namespace sage {

class ObjectBatch;

/// A commit to put on top of another.
struct Proposal {
  std::string ticket;  ///< it and `result` name what lands (empty and zero: recorded states)
  ObjectId result;
  ObjectId tree;
  std::string message;
  WallTime at = 0;     ///< frozen: the same proposal on the same commit gives the same commit id
  LandedAt landed;     ///< what is told of it when it has landed, its commit apart
  ObjectId reverts{};  ///< the landing commit that it rolls back, if it does
  std::vector<std::string> reopened{};  ///< see event::RolledBack
};

/// What is to be put on a tip, one on the other; or why nothing is. A LandedAt: it is there
/// already.
using Proposals = std::variant<std::vector<Proposal>, MergeConflict, LandedAt, Untested>;

/// Proposes for a tip (zero: unborn); asked again when the tip has moved meanwhile.
using Propose = std::function<Proposals(const ObjectId& tip)>;

struct PublishTarget {
  std::string ref;      ///< "refs/heads/main"
  ObjectId start;       ///< where `ref` begins if it does not exist yet (zero: at a root commit)
  std::string command;  ///< what the commit lock's owner line says
};

/// Moves a branch by the landing protocol (docs/LANDING.md): under the commit lock, everything is
/// merged and written before the branch moves; the intent is journalled and synced; one
/// compare-and-swap moves it; then the checkout follows. A kill at any point leaves it either not
/// landed or landed with an intent that the next run finishes.
class Publisher {
 public:
  /// `events` takes LandingIntent, Landed and RolledBack at the moments the protocol asks for.
  Publisher(const Repository& repository, const Layout& layout, PublishTarget target,
            EventSink& events);

  /// The branch's tip, or where it would begin. Throws Error(repository_state) if what this
  /// object has published is no longer part of the branch: its history was rewritten.
  ObjectId tip() const;
  /// Puts what is proposed on the branch, by one move of it.
  LandOutcome publish(const Propose& propose);
  /// The commit that the proposal would be on top of `parent` (zero: a root commit), written.
  ObjectId write(const Proposal& proposal, const ObjectId& parent) const;
  /// Finishes a landing that a killed stream began: where paths still stand as `before` (zero:
  /// nothing) had them and nobody has changed them since, the checkout follows to `after`.
  void finish_checkout(const ObjectId& before, const ObjectId& after);

 private:
  struct Moved {};  // the tip did, under us: propose again
  using Attempt = std::variant<std::vector<LandedAt>, MergeConflict, Held, Untested, Moved>;
  struct Move {  // of the branch, from one commit to another, by way of a commit for each proposal
    ObjectId old_tip, parent;  // the same, but where the branch does not exist yet
    std::vector<Proposal> proposals;
  };
  Attempt attempt(const Propose& propose);
  Attempt move_branch(const Move& move, ObjectBatch& batch);
  Attempt swap(const Move& move);
  void tell_intent(const Move& move);
  void tell_landed(const Move& move);
  ObjectId checked(const ObjectId& tip) const;
  bool followed_by_checkout() const;
  CheckoutLock wait_for_checkout();

  const Repository& repository_;
  const Layout& layout_;
  PublishTarget target_;
  EventSink& events_;
  SteadyTime begun_{};  ///< of the landing in hand
  ObjectId last_;       ///< what this object published last
  CheckoutMemory checkout_memory_;
};

}  // namespace sage
