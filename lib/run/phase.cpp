#include "run/phase.h"

#include <algorithm>

#include "base/text.h"

namespace sage {

std::string_view phase_name(RunState::Phase phase) {
  switch (phase) {
    case RunState::Phase::running:
      return "running";
    case RunState::Phase::waiting_to_retry:
      return "waiting_to_retry";
    case RunState::Phase::queued:
      return "queued";
    case RunState::Phase::held:
      return "held";
    case RunState::Phase::landed:
      return "landed";
    case RunState::Phase::rolled_back:
      return "rolled_back";
    case RunState::Phase::no_change:
      return "no_change";
    case RunState::Phase::closed:
      return "closed";
    case RunState::Phase::deferred:
      return "deferred";
    case RunState::Phase::blocked:
      return "blocked";
    case RunState::Phase::cancelled:
      return "cancelled";
  }
  return "";
}

std::string phase_counts(const RunState& run, const std::vector<RunState::Phase>& phases) {
  std::vector<std::string> parts;
  for (const auto phase : phases) {
    std::string text(phase_name(phase));
    std::replace(text.begin(), text.end(), '_', ' ');
    if (const auto number = tickets_in(run, phase).size(); number > 0)
      parts.push_back(format("{} {}", number, text));
  }
  return listing(parts, parts.size());
}

std::vector<std::string> tickets_in(const RunState& run, RunState::Phase phase) {
  std::vector<std::string> out;
  for (const auto& id : run.order)
    if (run.tickets.at(id).phase == phase) out.push_back(id);
  return out;
}

}  // namespace sage
