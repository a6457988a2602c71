#pragma once

#include <set>
#include <string>
#include <variant>
#include <vector>

#include "engine/index_store.h"
#include "engine/publish.h"
#include "plan/graph.h"
#include "repo/landings.h"
#include "ticket/edit_index.h"

/// Taking landings back: docs/ROLLBACK.md.
namespace sage {

/// Which landings: of these tickets (of a container, all in it), or of a component's, or of a run.
struct RollbackRequest {
  std::vector<std::string> tickets;
  std::string component, run;
  bool with_dependents = false;  ///< and those of every ticket that depends on one of them
};

/// What a rollback comes to.
struct Rollback {
  std::vector<LandingCommit> landings;  ///< newest first, the order in which they are taken back
  /// Other tickets that are not done without them: containers, and dependents that were COMPLETED
  /// without a landing of their own.
  std::vector<std::string> reopened;
  std::vector<std::string> dependents;  ///< COMPLETED, and not asked for: it cannot be done so
  std::vector<std::string> not_landed;  ///< asked for, and no landing of theirs stands
};

/// Pure. `standing`: all landings of the branch that were not rolled back, newest first.
Rollback plan_rollback(const std::vector<LandingCommit>& standing, const Backlog& backlog,
                       const Graph& graph, const RollbackRequest& request);

/// The states that taking back `landing` leads to, at a time.
std::vector<StateChange> states_after_rollback(const Repository& repository,
                                               const std::string& ticket, const ObjectId& landing,
                                               const std::vector<std::string>& reopened,
                                               WallTime at);

/// A landing that what came after it does not let go.
struct Clash {
  std::string ticket;
  ObjectId landing;
  std::vector<std::string> paths;
};
using Clashes = std::vector<Clash>;

/// One commit for each landing, on top of `tip`; or all that is in the way.
std::variant<std::vector<Proposal>, Clashes> propose_rollback(const Repository& repository,
                                                              const Rollback& rollback,
                                                              const Backlog& backlog,
                                                              const ObjectId& tip,
                                                              const std::string& run, WallTime at);

struct TakenBack {
  LandingCommit landing;
  ObjectId commit;  ///< what took it back
};

/// Puts them on the branch by one move of it, patient with other gits for half a minute. Throws
/// Error(repository_state) if the user's changes or the state of the checkout forbid it.
std::variant<std::vector<TakenBack>, Clashes> publish_rollback(const Repository& repository,
                                                               Publisher& publisher,
                                                               const Rollback& rollback,
                                                               const Backlog& backlog,
                                                               const std::string& run, WallTime at);

/// Brings an index up to what a rollback that was cut short had done: of those tickets that it
/// still shows as COMPLETED.
void finish_rollback(IndexStore& index, const std::vector<StateChange>& changes);

}  // namespace sage
