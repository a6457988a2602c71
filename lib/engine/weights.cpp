#include "engine/weights.h"

#include <cmath>

#include "base/error.h"
#include "run/journal.h"
#include "run/layout.h"
#include "run/run_state.h"

namespace sage {
namespace {

constexpr std::size_t runs_that_count = 5;

}  // namespace

std::map<std::string, std::int64_t> past_agent_times(const std::filesystem::path& runs) {
  std::map<std::string, std::int64_t> times;
  auto ids = list_runs(runs);
  if (ids.size() > runs_that_count) ids.erase(ids.begin(), ids.end() - runs_that_count);
  for (const auto& id : ids) {
    try {
      for (const auto& [ticket, run] :
           fold(read_journal(Layout{runs.parent_path()}.journal(id))).tickets)
        if (run.agent_ms > 0) times[ticket] = run.agent_ms;
    } catch (const Error&) {
      // A journal that cannot be read says nothing of the past; recovery reports it.
    }
  }
  return times;
}

std::vector<double> weights(const Backlog& backlog,
                            const std::map<std::string, std::int64_t>& past) {
  double known_time = 0, known_effort = 0, known = 0;
  for (const Ticket& ticket : backlog.tickets()) {
    const auto found = past.find(std::string(ticket.id));
    if (found == past.end()) continue;
    known_time += static_cast<double>(found->second);
    known_effort += ticket.effort > 0 ? ticket.effort : 1;
    ++known;
  }
  if (known == 0) return {};
  std::vector<double> out;
  out.reserve(backlog.size());
  for (const Ticket& ticket : backlog.tickets()) {
    const auto found = past.find(std::string(ticket.id));
    if (found != past.end())
      out.push_back(static_cast<double>(found->second));
    else if (ticket.effort > 0)
      out.push_back(ticket.effort * known_time / known_effort);
    else
      out.push_back(known_time / known);
  }
  return out;
}

Durations durations(const Backlog& backlog, const std::map<std::string, std::int64_t>& past,
                    std::int64_t average) {
  Durations out;
  std::vector<double> weight = weights(backlog, past);
  double scale = 1;
  if (weight.empty()) {
    double sum = 0, count = 0;
    for (const Ticket& ticket : backlog.tickets()) {
      weight.push_back(ticket.effort > 0 ? ticket.effort : 1);
      if (ticket.is_container) continue;
      sum += weight.back();
      ++count;
    }
    if (sum > 0) scale = static_cast<double>(average) * count / sum;
  }
  out.ms.reserve(backlog.size());
  for (TicketIndex t = 0; t < backlog.size(); ++t) {
    out.ms.push_back(backlog[t].is_container ? 0 : std::llround(weight[t] * scale));
    out.known += past.contains(std::string(backlog[t].id)) ? 1 : 0;
  }
  return out;
}

}  // namespace sage
