#include "engine/coordinator.h"

/// What waits in the commit queue: landed in order, held back, or sent back to an agent.
namespace sage {
namespace {

constexpr Milliseconds busy_retry{20}, held_retry{1000};
constexpr std::chrono::seconds busy_limit{30};  // then somebody else's lock is no passing matter

}  // namespace

void Coordinator::land_waiting() {
  std::deque<Waiting> turn;
  turn.swap(waiting_);
  for (auto& waiting : turn) {
    if (SteadyClock::now() < waiting.retry_at) {
      waiting_.push_back(std::move(waiting));
    } else {
      LandOutcome outcome = parts_.lander.land(waiting.entry, landing_edit(waiting.entry));
      settle_landing(waiting, std::move(outcome));
    }
  }
}

void Coordinator::settle_landing(Waiting& waiting, LandOutcome outcome) {
  if (const auto* at = std::get_if<LandedAt>(&outcome))
    landed(waiting.entry, *at);
  else if (const auto* conflict = std::get_if<MergeConflict>(&outcome))
    conflicted(waiting, *conflict);
  else
    hold(waiting, std::move(std::get<Held>(outcome)));
}

void Coordinator::landed(const QueueEntry& entry, const LandedAt& at) {
  anything_ready_ = true;
  if (at.earlier)
    emit(event::Landed{entry.ticket_id, entry.result, at.commit, entry.files.size(), 0});
  const IndexEdit edit = landing_edit(entry);
  parts_.index.apply(edit);
  settled_[entry.ticket_id] = edit.changes.front();
  marked_.erase(entry.ticket_id);
  discovered_ = discovered_ || !edit.added.empty();
  drop_record(entry.ticket_id);
  if (at.index_pending) {
    records_.changes.insert(records_.changes.end(), edit.changes.begin(), edit.changes.end());
    records_.added.insert(records_.added.end(), edit.added.begin(), edit.added.end());
  }
  auto& done_with = at.index_pending ? to_record_ : to_forget_;
  done_with.push_back(entry);
  done_with.back().status = EntryStatus::applied;  // as the archive is to say
  done(entry.ticket_id);
}

/// The work is done again on the new tip, and told what it ran into.
void Coordinator::conflicted(Waiting& waiting, const MergeConflict& conflict) {
  QueueEntry& entry = waiting.entry;
  emit(event::Conflicted{entry.ticket_id, entry.attempt, conflict.paths});
  const std::string problem =
      "the result does not merge with what has landed since: conflicts in " +
      listing(conflict.paths);
  entry.status = EntryStatus::conflict;
  entry.reason = problem;
  const auto wait =
      attempts_.failed(entry.ticket_id, {entry.attempt, problem, entry.result, conflict.paths});
  keep(entry);
  if (!wait)
    return defer({entry.ticket_id, "merge_conflict", problem, attempts_.failures(entry.ticket_id),
                  "", entry.result});
  if (const auto ticket = backlog_->find(entry.ticket_id)) follow(plan_->put_back(*ticket));
  emit_counts();
}

void Coordinator::keep(const QueueEntry& entry) {
  parts_.queue.update(entry);
  kept_.emplace(entry.ticket_id, entry);
}

void Coordinator::hold(Waiting& waiting, Held held) {
  const auto now = SteadyClock::now();
  if (!waiting.held) waiting.held_since = now;
  if (!waiting.held || waiting.held->why != held.why)
    emit(event::LandingHeld{waiting.entry.ticket_id, held.reason, held.paths});
  const SteadyTime::duration longer = busy_retry + (now - waiting.held_since) / 2;
  waiting.retry_at =
      now + (held.why == Held::Why::busy ? std::min<SteadyTime::duration>(longer, held_retry)
                                         : held_retry);
  waiting.held = std::move(held);
  waiting_.push_back(std::move(waiting));
}

/// The run ends with these results finished and not landed: deferred, each with its reason.
void Coordinator::give_up_held() {
  const auto now = SteadyClock::now();
  std::deque<Waiting> turn;
  turn.swap(waiting_);
  for (auto& waiting : turn) {
    const bool give_up = waiting.held && (waiting.held->why != Held::Why::busy ||
                                          now - waiting.held_since > busy_limit);
    if (!give_up) {
      waiting_.push_back(std::move(waiting));
      continue;
    }
    QueueEntry& entry = waiting.entry;
    const std::string reason = waiting.held->paths.empty()
                                   ? waiting.held->reason
                                   : waiting.held->reason + ": " + listing(waiting.held->paths);
    entry.status = EntryStatus::deferred;
    entry.reason = reason;
    keep(entry);
    const char* category =
        waiting.held->why == Held::Why::local_changes ? "local_changes" : "checkout_busy";
    defer({entry.ticket_id, category, reason, entry.attempt, "", entry.result});
  }
}

/// States that no landing carries go to the branch in a commit of their own: at the end, and
/// once a minute where the index is too large for every landing to carry it.
void Coordinator::record_states(bool at_the_end) {
  const auto now = SteadyClock::now();
  if (records_.empty()) return;
  const bool large = backlog_->text().size() > index_in_landing_limit;
  const bool awaited = !records_.added.empty() && !parts_.pool.busy();  // new tickets to be done
  if (!at_the_end && !awaited && !(large && now >= next_record_)) return;
  next_record_ = now + std::chrono::minutes(1);
  LandOutcome outcome = parts_.lander.record(records_, options_.run);
  for (int tries = 0; at_the_end && tries < 100 && std::holds_alternative<Held>(outcome); ++tries) {
    if (std::get<Held>(outcome).why != Held::Why::busy) break;
    parts_.pool.wait(SteadyClock::now() + busy_retry);
    outcome = parts_.lander.record(records_, options_.run);
  }
  if (std::holds_alternative<LandedAt>(outcome)) {
    records_ = {};
    to_forget_.insert(to_forget_.end(), to_record_.begin(), to_record_.end());
    to_record_.clear();
  } else if (at_the_end) {
    emit(event::Warning{"", "the tickets' states could not be recorded on the branch: " +
                                std::get<Held>(outcome).reason});
  }
}

}  // namespace sage
