#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/weights.h"
#include "plan/plan.h"
#include "queue/entry.h"
#include "run/run_state.h"
#include "session.h"

namespace sage {

/// A backlog as it stands, for commands that only look: they take no lock and write nothing, work
/// beside a running stream, in a bare repository and in every worktree. Throws Error(invalid_input)
/// if the index cannot be used.
struct Outlook {
  explicit Outlook(const Session& session);
  Outlook(const Outlook&) = delete;

  /// Where each ticket stands: what a running stream has in hand is running, and so is what is
  /// finished and waits to land.
  std::vector<Standing> standing() const;
  /// The same for a run that has all of it to do: what is in hand waits to be taken again, and
  /// what only has to land is done.
  std::vector<Standing> still_to_do() const;
  /// From such standings, started. With the weights that a run would use.
  Plan plan(std::vector<Standing> standing, bool avoid_overlap) const;
  /// The run of the ticket, if a stream is at it now.
  const RunState::TicketRun* in_hand(std::string_view id) const;
  /// The ticket's finished result, if no stream runs and the next one lands it.
  const QueueEntry* waits_to_land(std::string_view id) const;

  const bool in_branch;  ///< the index is that of a branch which no checkout follows
  const Backlog backlog;
  const Graph graph;
  const std::optional<RunState> going_on;          ///< the run of a stream that is alive
  const std::map<std::string, std::int64_t> past;  ///< agent times of past runs

 private:
  using Queued = std::map<std::string, QueueEntry, std::less<>>;  ///< by ticket
  void settle(RunState::Phase phase, TicketIndex ticket, Standing& standing) const;

  const Queued queued_;
};

/// The index as it stands: the file, or that of the branch where no checkout follows it.
Backlog read_backlog(const Session& session);

/// The tip of the branch whose index a run would use that lands `onto` (empty: on the current
/// branch); zero: it would use the file. The choice of `index_of`, without what forbids a run.
ObjectId tip_with_index(const Repository& repository, const std::string& onto);

/// The ref that results land on; empty: HEAD is detached.
std::string branch_of(const Session& session);

/// The commit that the branch to land on stands at; zero: none.
ObjectId tip_of(const Session& session);

}  // namespace sage
