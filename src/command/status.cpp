#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "display.h"
#include "engine/recovery.h"
#include "run/journal.h"
#include "session.h"
#include "view/status.h"

namespace sage {
namespace {

constexpr std::size_t events_shown = 10;

/// Tickets that workers of a dead coordinator still work on: the kernel holds their lock.
std::vector<StatusFacts::Left> left_at_work(const Layout& layout, const std::string& run,
                                            const RunState& state) {
  std::vector<StatusFacts::Left> left;
  for (const auto& [id, ticket] : state.tickets) {
    const Orphan orphan{id, run, ticket.attempt,
                        layout.attempt(run, id, ticket.attempt) / worker_lock};
    if (ticket.phase == RunState::Phase::running && fs::exists(orphan.lock_file) && orphan.alive())
      left.push_back({id, ticket.worker_pid});
  }
  return left;
}

StatusFacts facts_of(const Layout& layout) {
  StatusFacts facts{.now = wall_now()};
  if (auto owner = lock_owner(layout.stream_lock()); owner && !is_dead(*owner))
    facts.coordinator = std::move(owner);
  const auto runs = list_runs(layout.runs());
  if (runs.empty()) return facts;
  auto events = read_journal(layout.journal(runs.back()));
  facts.run = fold(events);
  if (!facts.coordinator) facts.left = left_at_work(layout, runs.back(), *facts.run);
  if (events.size() > events_shown) events.erase(events.begin(), events.end() - events_shown);
  facts.last_events = std::move(events);
  return facts;
}

}  // namespace

int status_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const StatusFacts facts = facts_of(session.layout);
  if (options.format != Format::human) {
    std::fputs(pretty(status_json(facts)).c_str(), stdout);
    return exit_code::ok;
  }
  ReportOptions report;
  report.style = style_for(app, options, app.stdout_is_terminal);
  report.columns = columns_of_stdout();
  std::fputs(status_text(facts, report).c_str(), stdout);
  return exit_code::ok;
}

}  // namespace sage
