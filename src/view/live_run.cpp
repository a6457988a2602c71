#include "view/live_run.h"

#include <algorithm>

namespace sage {
namespace {

using Phase = RunState::Phase;

/// The ticket an event is about, or none.
const std::string* ticket_of(const Event& event) {
  return std::visit(
      [](const auto& body) -> const std::string* {
        if constexpr (requires { body.ticket; })
          return &body.ticket;
        else
          return nullptr;
      },
      event.body);
}

std::optional<Phase> phase_of(const RunState& state, const std::string& ticket) {
  const auto found = state.tickets.find(ticket);
  return found == state.tickets.end() ? std::nullopt : std::optional(found->second.phase);
}

}  // namespace

void LiveRun::apply(const Event& event) {
  const std::string* ticket = ticket_of(event);
  const auto before = ticket ? phase_of(state_, *ticket) : std::nullopt;
  state_.apply(event);
  if (ticket) move(*ticket, before);
}

void LiveRun::move(const std::string& ticket, std::optional<Phase> from) {
  const auto to = phase_of(state_, ticket);
  if (to == from) return;
  if (from) phases_[*from].erase(ticket);
  phases_[*to].insert(ticket);
  const auto agent_ms = state_.tickets.at(ticket).agent_ms;
  if ((to == Phase::landed || to == Phase::no_change) && agent_ms > 0) {
    ++worked_;
    worked_ms_ += agent_ms;
  }
}

const std::set<std::string>& LiveRun::in(Phase phase) const {
  static const std::set<std::string> none;
  const auto found = phases_.find(phase);
  return found == phases_.end() ? none : found->second;
}

std::optional<std::int64_t> LiveRun::remaining_ms(WallTime now) const {
  const auto& counts = state_.counts;
  const auto remain = static_cast<std::int64_t>(counts.running + counts.ready + counts.waiting);
  if (worked_ < 2 || remain == 0) return std::nullopt;
  const std::int64_t mean = worked_ms_ / static_cast<std::int64_t>(worked_);
  std::int64_t left = mean * remain;
  for (const auto& id : in(Phase::running))
    left -= std::clamp<std::int64_t>(now - state_.tickets.at(id).started, 0, mean);
  const std::int64_t workers = std::clamp<std::int64_t>(state_.run.worker_limit, 1, remain);
  return std::max<std::int64_t>(left, 0) / workers;
}

}  // namespace sage
