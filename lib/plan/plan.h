#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "plan/graph.h"
#include "plan/ready_queue.h"

namespace sage {

/// Where a ticket stands in the plan.
enum class Standing : std::uint8_t {
  waiting,   ///< a dependency is not done yet
  ready,     ///< may start now
  running,   ///< taken, and not settled or parked
  parked,    ///< between two attempts: not running, not to be taken
  done,      ///< COMPLETED
  deferred,  ///< DEFERRED or FAILED
  blocked,   ///< something it depends on, directly or not, is deferred
};

/// "waiting", "ready" …; of a parked one "retrying".
std::string_view to_string(Standing standing);

/// How urgent each ticket is: the largest sum of weights on any way from it to the end of the
/// plan, its own included (the critical path). A ticket that will not be done weighs 0.
std::vector<double> longest_paths(const Graph& graph, const std::vector<double>& weights);

struct PlanOptions {
  bool avoid_overlap = true;  ///< two tickets with a target path in common never run together
  /// Weight of each ticket in the critical path, one a ticket; empty: effort, or 1 where not said.
  std::vector<double> weights;
};

/// The plan of a backlog: pure state, no I/O, no clock. The engine tells it what finished, it
/// tells the engine what may start. Containers are never taken; they close by themselves when
/// all their predecessors are done. O(log ready) a call, plus what a settled ticket frees.
class Plan {
 public:
  /// `standing` says where each ticket starts: only waiting, running, parked, done and deferred
  /// count; ready and blocked follow from them at `start`. A ticket that is done stays done,
  /// whatever its predecessors are. `backlog` and `graph` must outlive the plan.
  Plan(const Backlog& backlog, const Graph& graph, std::vector<Standing> standing,
       PlanOptions options);

  /// The standing that a ticket's state in the index stands for (IN_PROGRESS: waiting).
  static Standing standing_of(State state);

  /// What follows from one change.
  struct Followed {
    std::vector<TicketIndex> closed;   ///< containers that are done now, children before parents
    std::vector<TicketIndex> blocked;  ///< tickets that are blocked now, and were not before
  };
  /// What already follows at the start (containers whose children are done …). Call once, first:
  /// nothing is ready before.
  Followed start();

  /// The most urgent ready ticket that shares no target path with a running one: priority, then
  /// longest path, then id. It is running from now on. Nothing: none may start now.
  std::optional<TicketIndex> take_ready();

  /// Whether something that waits for the ticket is more urgent than all that is ready now. Then a
  /// free worker is better kept until the ticket is done, if that is soon.
  bool holds_up_more_urgent(TicketIndex ticket) const;

  void park(TicketIndex ticket);  ///< running -> parked; its paths are free
  /// running or parked -> ready; or waiting or blocked, if it started without its predecessors
  /// (a dependency was added while it ran).
  Followed put_back(TicketIndex ticket);
  Followed done(TicketIndex ticket);      ///< running, parked, ready or waiting -> done
  Followed deferred(TicketIndex ticket);  ///< likewise -> deferred; all that wait for it: blocked

  Standing standing(TicketIndex ticket) const { return standing_[ticket]; }
  std::size_t count(Standing standing) const { return counts_[static_cast<std::size_t>(standing)]; }
  std::size_t size() const { return standing_.size(); }
  /// The longest path from the ticket to the end of the plan: what waits for it, by weight.
  double longest_path(TicketIndex ticket) const { return ready_.longest_path(ticket); }
  /// Nothing is running, parked or ready.
  bool idle() const;

  /// For a blocked ticket: the chain from it down to the deferred one, each a predecessor of the
  /// one before. A shortest such chain.
  std::vector<TicketIndex> blocked_by(TicketIndex ticket) const;

 private:
  void move(TicketIndex ticket, Standing to);
  bool is_stuck(TicketIndex ticket) const;
  void make_ready(TicketIndex ticket, std::vector<TicketIndex>& closed);
  void free_behind(TicketIndex ticket, std::vector<TicketIndex>& closed);
  void block_behind(TicketIndex ticket, std::vector<TicketIndex>& blocked);

  const Backlog* backlog_;
  const Graph* graph_;
  std::vector<Standing> standing_;
  std::array<std::size_t, 7> counts_{};
  std::vector<std::uint32_t> unmet_;  ///< predecessors that are not done
  ReadyQueue ready_;
};

}  // namespace sage
