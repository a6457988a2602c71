#include "engine/recovery.h"

#include <algorithm>
#include <set>

#include "engine/rollback.h"
#include "engine/stored_result.h"
#include "engine/unfinished_runs.h"
#include "os/dir_lock.h"
#include "repo/checkout_sync.h"
#include "repo/commit.h"
#include "repo/kept_pack.h"
#include "repo/results.h"

namespace sage {
namespace {

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
        unfinished_(read_unfinished_runs(layout, ref)),
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
    const auto* intent = unfinished_.last_intent();
    if (std::holds_alternative<DirLock>(lock) && intent && intent->ref == ref_ &&
        remove_dead_ref_lock(repository_, ref_, intent->new_tip, is_on_branch(intent->new_tip)))
      found_.notes.push_back("removed " + ref_ + ".lock, left by a stream that was killed");
  }

  bool is_on_branch(const ObjectId& commit) const {
    return !tip_.is_zero() && repository_.has_object(commit) &&
           repository_.is_ancestor(commit, tip_);
  }

  void finish_last_landing() {
    const auto* intent = unfinished_.last_intent();
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
    const auto* intent = unfinished_.open_intent(entry.ticket_id);
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
    for (const auto& run : unfinished_.elsewhere) take_numbers(attempts_of(layout_, run));
    for (const auto& run : unfinished_.runs) {
      auto attempts = attempts_of(layout_, run);
      take_numbers(attempts);
      for (auto& attempt : attempts)
        if (fs::exists(attempt.lock_file) && attempt.alive())
          found_.orphans.push_back(std::move(attempt));
    }
  }

  void take_numbers(const std::vector<Orphan>& attempts) {
    for (const auto& attempt : attempts) take_number(attempt.ticket, attempt.attempt);
  }

  void take_number(const std::string& ticket, int attempt) {
    int& last = found_.last_attempt[ticket];
    last = std::max(last, attempt);
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
      take_number(pin.ticket, pin.attempt);
      if (known_.contains(pin.commit) || is_orphaned(pin.ticket)) continue;
      if (!is_under_way(pin)) {
        drop_if_landed(pin);
        continue;
      }
      if (auto outcome = stored_outcome(repository_, pin.ticket, pin.attempt))
        found_.finished.push_back(std::move(*outcome));
    }
    for (const auto& [ticket, run] : unfinished_.state.tickets) take_number(ticket, run.attempt);
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
  const UnfinishedRuns unfinished_;
  const ObjectId tip_;
  std::set<ObjectId> known_;  // results that have a queue entry
  Recovered found_;
};

}  // namespace

Recovered recover(const Repository& repository, const Layout& layout, const std::string& ref,
                  Publisher& publisher, CommitQueue& queue) {
  return Recovery(repository, layout, ref, publisher, queue).run();
}

}  // namespace sage
