#include "engine/unfinished_runs.h"

#include "run/journal.h"

namespace sage {

const event::LandingIntent* UnfinishedRuns::last_intent() const {
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (const auto* intent = std::get_if<event::LandingIntent>(&event->body)) return intent;
    if (std::holds_alternative<event::RunFinished>(event->body)) return nullptr;
  }
  return nullptr;
}

const event::LandingIntent* UnfinishedRuns::open_intent(const std::string& ticket) const {
  const auto found = state.tickets.find(ticket);
  if (found == state.tickets.end() || !found->second.open_intent) return nullptr;
  return &*found->second.open_intent;
}

UnfinishedRuns read_unfinished_runs(const Layout& layout, const std::string& branch) {
  UnfinishedRuns unfinished;
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

}  // namespace sage
