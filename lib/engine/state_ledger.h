#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/index_store.h"
#include "engine/lander.h"
#include "queue/entry.h"
#include "run/event.h"

namespace sage {

/// What a run has decided of its tickets, and where it has yet to be written: the index file, the
/// branch (what no landing carried), and last, when both say so, the queue entry and the pin of
/// the result go, of which all could be decided again.
class StateLedger {
 public:
  /// All outlive it.
  StateLedger(IndexStore& index, Lander& lander, CommitQueue& queue, EventSink& events)
      : index_(index), lander_(lander), queue_(queue), events_(events) {}

  /// IN_PROGRESS, for people who look at the index file.
  void begun(const std::string& ticket);
  /// UNPROCESSED, as before it was begun.
  void not_begun(const std::string& ticket);
  /// As many as are IN_PROGRESS.
  void none_is_begun();
  /// Somebody else has said in the index what the ticket is.
  void is_said(const std::string& ticket) { begun_.erase(ticket); }

  /// A decision, which no landing carries.
  void decide(StateChange change);
  /// One that a landing carried; where `index_pending`, the branch's index has yet to be told.
  void landed(const IndexEdit& edit, bool index_pending);
  /// The last decision on the ticket, or null. Valid until the next one.
  const StateChange* decided(const std::string& ticket) const;
  /// An editor may have saved what it read before a ticket was COMPLETED: that is said again.
  /// (DEFERRED is the user's to take back.)
  void say_completed_again(const Backlog& backlog);

  /// The result of the entry is of no more use once all that is decided by now is written.
  void forget(QueueEntry entry, bool index_pending);

  bool branch_knows_all() const { return for_branch_.empty(); }
  /// Whether the branch has yet to be told of new tickets.
  bool adds_tickets() const { return !for_branch_.added.empty(); }
  bool all_is_written() const { return for_branch_.empty() && to_forget_.empty(); }

  /// Writes the index file if that is due (always, if `now_or_never`), and forgets what can be.
  void flush(bool now_or_never);
  /// Tells the branch, in a commit of its own; or why not now. Precondition: !branch_knows_all().
  std::optional<Held> record(const std::string& run);

 private:
  void change(StateChange change);
  void drop_for_branch(const std::string& ticket);
  void forget_now(const QueueEntry& entry);

  IndexStore& index_;
  Lander& lander_;
  CommitQueue& queue_;
  EventSink& events_;
  std::set<std::string> begun_;
  std::map<std::string, StateChange> decided_;
  IndexEdit for_branch_;
  std::vector<QueueEntry> after_record_;  // done with, once the branch's index shows it,
  std::vector<QueueEntry> to_forget_;     // or the index file
};

}  // namespace sage
