#include "engine/state_ledger.h"

#include <algorithm>
#include <utility>

#include "os/clock.h"

namespace sage {

void StateLedger::begun(const std::string& ticket) {
  begun_.insert(ticket);
  change({.ticket = ticket, .state = State::in_progress, .lasting = false});
}

/// The branch is told, too: an earlier run may have told it something else.
void StateLedger::not_begun(const std::string& ticket) {
  const StateChange back{.ticket = ticket, .state = State::unprocessed, .lasting = false};
  change(back);
  for_branch_.changes.push_back(back);
}

void StateLedger::none_is_begun() {
  for (const auto& ticket : std::exchange(begun_, {})) not_begun(ticket);
}

void StateLedger::decide(StateChange decision) {
  change(decision);
  decided_[decision.ticket] = decision;
  for_branch_.changes.push_back(std::move(decision));
}

void StateLedger::change(StateChange change) {
  if (change.state != State::in_progress) begun_.erase(change.ticket);
  drop_for_branch(change.ticket);
  index_.apply({{std::move(change)}, {}});
}

/// What the branch is to be told of a ticket is only ever the newest.
void StateLedger::drop_for_branch(const std::string& ticket) {
  std::erase_if(for_branch_.changes,
                [&](const StateChange& change) { return change.ticket == ticket; });
}

void StateLedger::landed(const IndexEdit& edit, bool index_pending) {
  index_.apply(edit);
  const StateChange& completed = edit.changes.front();
  decided_[completed.ticket] = completed;
  begun_.erase(completed.ticket);
  drop_for_branch(completed.ticket);
  if (!index_pending) return;
  std::ranges::copy(edit.changes, std::back_inserter(for_branch_.changes));
  std::ranges::copy(edit.added, std::back_inserter(for_branch_.added));
}

const StateChange* StateLedger::decided(const std::string& ticket) const {
  const auto found = decided_.find(ticket);
  return found == decided_.end() ? nullptr : &found->second;
}

void StateLedger::say_completed_again(const Backlog& backlog) {
  for (const auto& [id, change] : decided_) {
    const auto ticket = backlog.find(id);
    if (change.state == State::completed && ticket && backlog[*ticket].state != change.state)
      index_.apply({{change}, {}});
  }
}

void StateLedger::forget(QueueEntry entry, bool index_pending) {
  (index_pending ? after_record_ : to_forget_).push_back(std::move(entry));
}

void StateLedger::flush(bool now_or_never) {
  if (!index_.flush(now_or_never)) return;
  for (const auto& entry : to_forget_) forget_now(entry);
  to_forget_.clear();
}

/// A pin too many does no harm.
void StateLedger::forget_now(const QueueEntry& entry) {
  try {
    lander_.forget(entry);
  } catch (const Error& error) {
    events_.take({wall_now(),
                  event::Warning{entry.ticket_id, "its result stays pinned: " + error.message()}});
  }
  queue_.archive(entry);
}

std::optional<Held> StateLedger::record(const std::string& run) {
  auto outcome = lander_.record(for_branch_, run);
  if (auto* held = std::get_if<Held>(&outcome)) return std::move(*held);
  for_branch_ = {};
  std::ranges::move(std::exchange(after_record_, {}), std::back_inserter(to_forget_));
  return std::nullopt;
}

}  // namespace sage
