#include "engine/coordinator.h"

/// What becomes of tickets: told to those who depend on them, to people, and to the branch.
namespace sage {
namespace {

constexpr Milliseconds busy_retry{20};

}  // namespace

std::size_t Coordinator::count_concerned(Standing standing) const {
  std::size_t count = 0;
  for (TicketIndex i = 0; i < backlog_->size(); ++i)
    if (plan_->standing(i) == standing && guide_.concerns((*backlog_)[i])) ++count;
  return count;
}

void Coordinator::emit(EventBody body, WallTime at) { parts_.events.take({at, std::move(body)}); }

void Coordinator::emit_counts() {
  const auto count = [&](Standing standing) { return std::uint64_t{plan_->count(standing)}; };
  emit(event::Counts{plan_->size(), count(Standing::done), count(Standing::running),
                     count(Standing::ready), count(Standing::waiting) + count(Standing::parked),
                     count(Standing::blocked), count(Standing::deferred)});
}

void Coordinator::done(const std::string& id) {
  const auto [kept, end] = kept_.equal_range(id);  // older results of it are of no use now
  for (auto it = kept; it != end; ++it) states_.forget(it->second, false);
  kept_.erase(kept, end);
  if (const auto ticket = backlog_->find(id); ticket && plan_->standing(*ticket) != Standing::done)
    follow(plan_->done(*ticket));
  free_what_waited_for_dependencies();
  emit_counts();
}

void Coordinator::follow(const Plan::Followed& followed) {
  for (const TicketIndex closed : followed.closed) {
    const std::string id((*backlog_)[closed].id);
    if ((*backlog_)[closed].state == State::completed) continue;
    const WallTime now = wall_now();
    emit(event::Closed{id}, now);
    states_.decide({.ticket = id, .state = State::completed, .at = iso_time(now)});
  }
  for (const TicketIndex blocked : followed.blocked) {
    if (!told_blocked_.emplace((*backlog_)[blocked].id).second) continue;
    std::vector<std::string> chain;
    for (const TicketIndex link : plan_->blocked_by(blocked))
      chain.emplace_back((*backlog_)[link].id);
    emit(event::Blocked{std::string((*backlog_)[blocked].id), std::move(chain)});
  }
}

/// States that no landing carries go to the branch in a commit of their own: at the end, and
/// once a minute where the index is too large for every landing to carry it.
void Coordinator::record_states(bool at_the_end) {
  const auto now = SteadyClock::now();
  if (states_.branch_knows_all()) return;
  const bool large = backlog_->text().size() > index_in_landing_limit;
  const bool awaited = states_.adds_tickets() && !parts_.pool.busy();  // new tickets to be done
  if (!at_the_end && !awaited && !(large && now >= next_record_)) return;
  next_record_ = now + std::chrono::minutes(1);
  auto held = states_.record(options_.run);
  for (int tries = 0; at_the_end && tries < 100 && held && held->why == Held::Why::busy; ++tries) {
    parts_.pool.wait(SteadyClock::now() + busy_retry);
    held = states_.record(options_.run);
  }
  if (at_the_end && held)
    emit(event::Warning{
        "", "the tickets' states could not be recorded on the branch: " + held->reason});
}

}  // namespace sage
