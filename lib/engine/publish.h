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

/// What to put on top of a tip.
struct Proposal {
  ObjectId tree;
  std::string message;
  WallTime at = 0;  ///< frozen: the same proposal on the same tip gives the same commit id
  std::size_t files = 0;
  bool index_pending = false;  ///< see LandedAt
};

/// Makes the proposal for a tip (zero: unborn); asked again when the tip has moved meanwhile.
/// A LandedAt means that there is nothing to publish (any more).
using Propose = std::function<std::variant<Proposal, MergeConflict, LandedAt>(const ObjectId&)>;

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
  /// `events` takes LandingIntent and Landed at the moments the protocol asks for.
  Publisher(const Repository& repository, const Layout& layout, PublishTarget target,
            EventSink& events);

  /// The branch's tip, or where it would begin.
  ObjectId tip() const;
  /// `ticket` and `result` name what lands, for the journal (empty and zero: recorded states).
  LandOutcome publish(const std::string& ticket, const ObjectId& result, const Propose& propose);
  /// Finishes a landing that a killed stream began: the checkout follows `commit` wherever its
  /// paths still stand as the commit's parent had them and nobody has changed them since.
  void finish_checkout(const ObjectId& commit);

 private:
  struct Moved {};  // the tip did, under us: propose again
  using Attempt = std::variant<LandedAt, MergeConflict, Held, Moved>;
  Attempt attempt(const std::string& ticket, const ObjectId& result, const Propose& propose);
  Attempt move_branch(const event::LandingIntent& intent, const ObjectId& parent,
                      const Proposal& proposal);
  Attempt swap(const event::LandingIntent& intent, const Proposal& proposal);
  bool followed_by_checkout() const;
  CheckoutLock wait_for_checkout() const;

  const Repository& repository_;
  const Layout& layout_;
  PublishTarget target_;
  EventSink& events_;
  SteadyTime begun_{};  ///< of the landing in hand
};

}  // namespace sage
