#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "display.h"
#include "explain.h"
#include "os/file.h"
#include "os/file_lock.h"
#include "run/journal.h"
#include "session.h"
#include "view/output.h"
#include "view/status.h"

namespace sage {
namespace {

constexpr std::size_t events_shown = 10;

/// The kernel holds the lock of a worker that has the job with these logs in hand.
bool at_work(const fs::path& logs) {
  const fs::path lock = logs / worker_lock;
  return fs::exists(lock) && !FileLock::try_acquire(lock);
}

/// What workers of a dead coordinator still work on.
std::vector<StatusFacts::Left> left_at_work(const Layout& layout, const std::string& run,
                                            const RunState& state) {
  std::vector<StatusFacts::Left> left;
  for (const auto& [id, ticket] : state.tickets) {
    const fs::path logs = layout.attempt(run, id, ticket.attempt);
    if (ticket.phase == RunState::Phase::running && at_work(logs))
      left.push_back({id, ticket.worker_pid, logs.string()});
  }
  std::error_code none;  // no gate job has been started
  for (const auto& job : fs::directory_iterator(layout.gate_logs(run, 0).parent_path(), none))
    if (at_work(job.path())) left.push_back({"", 0, job.path().string()});
  return left;
}

StatusFacts facts_of(const Session& session) {
  const Layout& layout = session.layout;
  StatusFacts facts{.now = wall_now()};
  if (auto owner = lock_owner(layout.stream_lock()); owner && !is_dead(*owner))
    facts.coordinator = std::move(owner);
  const auto runs = list_runs(layout.runs());
  facts.beside.deferred_before = deferred_before(session, {}, [](auto&) { return true; });
  if (runs.empty()) return facts;
  auto events = read_journal(layout.journal(runs.back()));
  facts.run = fold(events);
  facts.beside.deferred_before =
      deferred_before(session, *facts.run, [](const Ticket&) { return true; });
  if (!facts.coordinator) facts.left = left_at_work(layout, runs.back(), *facts.run);
  if (events.size() > events_shown) events.erase(events.begin(), events.end() - events_shown);
  facts.last_events = std::move(events);
  return facts;
}

}  // namespace

int status_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const StatusFacts facts = facts_of(session);
  if (options.format != Format::human) {
    print_result(pretty(status_json(facts)));
    return exit_code::ok;
  }
  ReportOptions report;
  report.style = style_for(app, options, app.stdout_is_terminal);
  report.columns = columns_of_stdout();
  print_result(status_text(facts, report));
  return exit_code::ok;
}

}  // namespace sage
