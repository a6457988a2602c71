#include "engine/recovery.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "engine/rollback.h"
#include "os/clock.h"
#include "os/dir_lock.h"
#include "repo/checkout_sync.h"
#include "repo/commit.h"
#include "repo/kept_pack.h"
#include "repo/results.h"
#include "run/journal.h"
#include "run/run_state.h"
#include "ticket/ticket.h"
#include "worker/result_message.h"

namespace sage {
namespace {

/// The events of the runs that did not end, oldest run first: those since the last one that did
/// (it had recovered all before it). `elsewhere`: those on other branches, for runs there to end.
struct Unfinished {
  std::vector<std::string> runs, elsewhere;
  std::vector<Event> events;
  RunState state;
};

Unfinished unfinished_runs(const Layout& layout, const std::string& branch) {
  Unfinished unfinished;
  auto runs = list_runs(layout.runs());
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    auto events = read_journal(layout.journal(*run));
    if (events.empty()) continue;
    const RunState state = fold(events);
    if (!state.run.branch.empty() && state.run.branch != branch) {
      unfinished.elsewhere.push_back(*run);
      continue;
    }
    const bool is_land = state.run.worker_limit == 0;  // it recovers nothing of others
    if (state.finished && state.finished->all_recorded && !is_land) break;
    unfinished.runs.insert(unfinished.runs.begin(), *run);
    unfinished.events.insert(unfinished.events.begin(), events.begin(), events.end());
  }
  unfinished.state = fold(unfinished.events);
  return unfinished;
}

/// One recovery: what its steps share.
class Recovery {
 public:
  Recovery(const Repository& repository, const Layout& layout, const std::string& ref,
           Publisher& publisher, CommitQueue& queue)
      : repository_(repository),
        layout_(layout),
        ref_(ref),
        publisher_(publisher),
        queue_(queue),
        unfinished_(unfinished_runs(layout, ref)),
        tip_(publisher.tip()) {}

  Recovered run() {
    remove_dead_temporary_files();
    remove_dead_locks();
    release_dead_packs(repository_);
    unpin_candidates(repository_);
    finish_last_landing();
    read_queue();
    tell_of_other_branches();
    find_orphans();
    read_pins();
    read_settled();
    return std::move(found_);
  }

 private:
  const event::LandingIntent* open_intent(const std::string& ticket) const {
    const auto found = unfinished_.state.tickets.find(ticket);
    if (found == unfinished_.state.tickets.end() || !found->second.open_intent) return nullptr;
    return &*found->second.open_intent;
  }

  void remove_dead_temporary_files() const {
    for (const auto& folder :
         {layout_.root, layout_.index().parent_path(), layout_.queue(), layout_.queue_archive(),
          repository_.git_dir(), repository_.common_dir(), repository_.common_dir() / "info"})
      remove_dead_temporaries(folder);
  }

  void remove_dead_locks() {
    if (remove_dead_checkout_lock(repository_))
      found_.notes.push_back("removed index.lock, left by a stream that was killed");
    if (const int removed = remove_dead_result_locks(repository_); removed > 0)
      found_.notes.push_back(
          format("removed {} locks of results, left by killed workers", removed));
    make_folders(layout_.root);
    const auto lock = DirLock::try_take(layout_.commit_lock(), "sage-stream recovery");
    const auto* intent = last_intent();
    if (std::holds_alternative<DirLock>(lock) && intent && intent->ref == ref_ &&
        remove_dead_ref_lock(repository_, ref_, intent->new_tip, is_on_branch(intent->new_tip)))
      found_.notes.push_back("removed " + ref_ + ".lock, left by a stream that was killed");
  }

  bool is_on_branch(const ObjectId& commit) const {
    return !tip_.is_zero() && repository_.has_object(commit) &&
           repository_.is_ancestor(commit, tip_);
  }

  /// Only the last landing can have been cut off: each is brought to its end before the next, and
  /// before the end of a run.
  const event::LandingIntent* last_intent() const {
    for (auto event = unfinished_.events.rbegin(); event != unfinished_.events.rend(); ++event) {
      if (const auto* intent = std::get_if<event::LandingIntent>(&event->body)) return intent;
      if (std::holds_alternative<event::RunFinished>(event->body)) return nullptr;
    }
    return nullptr;
  }

  void finish_last_landing() {
    const auto* intent = last_intent();
    if (intent && is_on_branch(intent->new_tip))
      publisher_.finish_checkout(intent->old_tip, intent->new_tip);
  }

  void read_queue() {
    auto listing = queue_.list();
    for (const auto& broken : listing.broken)
      found_.notes.push_back("a queue entry could not be read and was moved aside: " + broken);
    for (auto& entry : listing.entries) {
      known_.insert(entry.result);
      if (is_request(entry)) {
        auto& list = entry.status == EntryStatus::queued ? found_.requests : found_.kept;
        list.push_back(std::move(entry));
        continue;
      }
      if (const auto landing = find_landing(repository_, tip_, entry.base, entry.result))
        end_entry(entry, *landing);
      else if (entry.status == EntryStatus::queued)
        resume_entry(entry);
      else
        found_.kept.push_back(std::move(entry));
    }
  }

  void tell_of_other_branches() {
    std::map<std::string, std::uint64_t> waiting;
    for (const auto& entry : CommitQueue(layout_.queue()).look().entries)
      if (entry.status == EntryStatus::queued && !entry.branch.empty() && entry.branch != ref_)
        ++waiting[entry.branch];
    for (const auto& [branch, number] : waiting)
      found_.notes.push_back(
          format("in the queue for runs on {1}: {0}", counted(number, "result"), escaped(branch)));
  }

  /// One that was rolled back is as much of the past as one that stands.
  void end_entry(QueueEntry& entry, const FoundLanding& landing) {
    if (!landing.rolled_back) {
      found_.landed.push_back({std::move(entry), landing.commit});
      return;
    }
    if (repository_.commit_of(entry.result_ref) == entry.result)
      drop_pin(repository_, entry.result_ref);
    entry.status = EntryStatus::applied;
    queue_.archive(entry);
  }

  void resume_entry(QueueEntry& entry) {
    if (!repository_.has_object(entry.result)) {
      entry.status = EntryStatus::rejected;
      entry.reason = "the result's commit is not in the repository";
      queue_.update(entry);
      found_.notes.push_back(entry.queue_id + ": " + entry.reason + "; the ticket is done again");
    } else {
      require_history(entry);
      found_.to_land.push_back(std::move(entry));
    }
  }

  void require_history(const QueueEntry& entry) const {
    const auto* intent = open_intent(entry.ticket_id);
    if (!intent || intent->old_tip.is_zero() || intent->old_tip == tip_) return;
    if (repository_.has_object(intent->old_tip) && repository_.is_ancestor(intent->old_tip, tip_))
      return;
    throw Error(
        ErrorKind::repository_state,
        format("{}: history was rewritten: {} was its tip when {} was about to land, and "
               "is no longer part of it",
               ref_, intent->old_tip.hex().substr(0, 12), entry.ticket_id),
        format("the result is kept at {}; `sage-stream land {}` lands it on the new history",
               entry.result_ref, entry.ticket_id));
  }

  void find_orphans() {
    for (const auto& id : unfinished_.elsewhere) attempts_of(id);
    for (const auto& id : unfinished_.runs)
      for (const auto& orphan : attempts_of(id))
        if (fs::exists(orphan.lock_file) && orphan.alive()) found_.orphans.push_back(orphan);
  }

  /// By their folders, not by the journal: the line of a start is written after the job was given.
  /// Their numbers are taken.
  std::vector<Orphan> attempts_of(const std::string& run) {
    std::vector<Orphan> attempts;
    std::error_code none;
    for (const auto& ticket : fs::directory_iterator(layout_.run(run), none)) {
      if (!is_valid_id(ticket.path().filename().native())) continue;  // the gate's logs
      for (const auto& attempt : fs::directory_iterator(ticket.path(), none)) {
        attempts.push_back({ticket.path().filename(), run,
                            std::atoi(attempt.path().filename().c_str()),
                            attempt.path() / worker_lock});
        int& last = found_.last_attempt[attempts.back().ticket];
        last = std::max(last, attempts.back().attempt);
      }
    }
    return attempts;
  }

  bool is_orphaned(const std::string& ticket) const {
    return std::any_of(found_.orphans.begin(), found_.orphans.end(),
                       [&](const Orphan& orphan) { return orphan.ticket == ticket; });
  }

  static bool is_under_way(RunState::Phase phase) {
    return phase == RunState::Phase::running || phase == RunState::Phase::queued ||
           phase == RunState::Phase::held;
  }

  /// A result without its queue entry was pinned just before, or after, its coordinator died.
  void read_pins() {
    for (const auto& pin : list_pins(repository_)) {
      int& last = found_.last_attempt[pin.ticket];
      last = std::max(last, pin.attempt);
      if (known_.contains(pin.commit) || is_orphaned(pin.ticket)) continue;
      if (!is_under_way(pin)) {
        drop_if_landed(pin);
        continue;
      }
      if (auto outcome = stored_outcome(repository_, pin.ticket, pin.attempt))
        found_.finished.push_back(std::move(*outcome));
    }
    for (const auto& [ticket, run] : unfinished_.state.tickets) {
      int& last = found_.last_attempt[ticket];
      last = std::max(last, run.attempt);
    }
  }

  bool is_under_way(const PinnedResult& pin) const {
    const auto run = unfinished_.state.tickets.find(pin.ticket);
    if (run == unfinished_.state.tickets.end() || run->second.attempt < pin.attempt)
      return was_begun(pin);
    return run->second.attempt == pin.attempt && is_under_way(run->second.phase);
  }

  /// A start is not synced, so a power loss may have taken the line that told of it. The folder of
  /// its logs is older than the pin.
  bool was_begun(const PinnedResult& pin) const {
    return std::ranges::any_of(unfinished_.runs, [&](const std::string& run) {
      return fs::exists(layout_.attempt(run, pin.ticket, pin.attempt));
    });
  }

  /// A pin goes before its entry does, so one without an entry could not be removed at that time.
  void drop_if_landed(const PinnedResult& pin) const {
    const auto parents = repository_.parents_of(pin.commit);
    const ObjectId base = parents.empty() ? ObjectId{} : parents.front();
    if (find_landing(repository_, tip_, base, pin.commit)) drop_pin(repository_, pin.ref);
  }

  /// The last word on each ticket, unless it was begun again, or rolled back, since.
  void read_settled() {
    for (const auto& event : unfinished_.events) {
      if (const auto* intent = std::get_if<event::LandingIntent>(&event.body))
        if (!intent->reverts.is_zero() && intent->ref == ref_ && is_on_branch(intent->new_tip))
          read_rollback(*intent, event.at);
      if (const auto* finished = std::get_if<event::RunFinished>(&event.body))
        if (finished->all_recorded) found_.rolled_back.clear();  // that run saw to it
      if (const auto* started = std::get_if<event::TicketStarted>(&event.body))
        found_.settled.erase(started->ticket);
      if (const auto* no_change = std::get_if<event::NoChange>(&event.body))
        found_.settled[no_change->ticket] = event;
      if (const auto* deferred = std::get_if<event::Deferred>(&event.body))
        found_.settled[deferred->ticket] = event;
      if (const auto* closed = std::get_if<event::Closed>(&event.body))
        found_.settled[closed->ticket] = event;
    }
  }

  void read_rollback(const event::LandingIntent& intent, WallTime at) {
    found_.settled.erase(intent.ticket);
    for (const auto& ticket : intent.reopened) found_.settled.erase(ticket);
    auto changes =
        states_after_rollback(repository_, intent.ticket, intent.reverts, intent.reopened, at);
    std::ranges::move(changes, std::back_inserter(found_.rolled_back));
  }

  const Repository& repository_;
  const Layout& layout_;
  const std::string& ref_;
  Publisher& publisher_;
  CommitQueue& queue_;
  const Unfinished unfinished_;
  const ObjectId tip_;
  std::set<ObjectId> known_;  // results that have a queue entry
  Recovered found_;
};

}  // namespace

Recovered recover(const Repository& repository, const Layout& layout, const std::string& ref,
                  Publisher& publisher, CommitQueue& queue) {
  return Recovery(repository, layout, ref, publisher, queue).run();
}

std::optional<Outcome> stored_outcome(const Repository& repository, const std::string& ticket,
                                      int attempt) {
  const auto commit = repository.commit_of(result_ref(ticket, attempt));
  if (!commit) return std::nullopt;
  auto outcome = outcome_of_result(repository.message_of(*commit));
  if (!outcome) return std::nullopt;
  const auto parents = repository.parents_of(*commit);
  outcome->job = 0;  // its number was the earlier run's: in this one, another job may have it
  outcome->ticket = ticket;
  outcome->attempt = attempt;
  outcome->result = *commit;
  outcome->base = parents.empty() ? ObjectId{} : parents.front();
  return outcome;
}

QueueEntry entry_of(const Outcome& outcome, const std::string& run, const std::string& worker,
                    std::string message) {
  return {.queue_id = format("{}/{}/{}", run, outcome.ticket, outcome.attempt),
          .worker_id = worker,
          .ticket_id = outcome.ticket,
          .attempt = outcome.attempt,
          .commit_message = std::move(message),
          .files = outcome.files,
          .queued_at = iso_time(wall_now()),
          .base = outcome.base,
          .result = outcome.result,
          .result_ref = result_ref(outcome.ticket, outcome.attempt),
          .run = run,
          .tasks_done = tasks_done(outcome)};
}

}  // namespace sage
