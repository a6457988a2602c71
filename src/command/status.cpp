#include <cstdio>

#include "base/text.h"
#include "cli/exit_code.h"
#include "command/commands.h"
#include "display.h"
#include "engine/orphan.h"
#include "explain.h"
#include "os/file.h"
#include "run/journal.h"
#include "stream.h"
#include "view/output.h"
#include "view/status.h"

namespace sage {
namespace {

constexpr std::size_t events_shown = 10;
constexpr std::size_t bytes_of_last_events = 4096;

/// The kernel holds the lock of a worker that has the job with these logs in hand.
bool at_work(const fs::path& lock) { return fs::exists(lock) && !FileLock::try_acquire(lock); }

/// Told by the end of its journal alone: there may be many runs. A run that has ended left no
/// worker behind.
bool has_ended(const Layout& layout, const std::string& run) {
  const std::string tail = read_tail(layout.journal(run), bytes_of_last_events);
  const std::string_view end = trimmed(tail);
  try {
    const auto event = parse_event(end.substr(end.rfind('\n') + 1), "the last event");
    return event && std::holds_alternative<event::RunFinished>(event->body);
  } catch (const Error&) {
    return false;  // cut off
  }
}

/// Of the worker at the attempt; 0 where the journal does not say.
std::int64_t pid_of(const Layout& layout, const Orphan& attempt) try {
  for (const Event& event : read_journal(layout.journal(attempt.run)))
    if (const auto* started = std::get_if<event::TicketStarted>(&event.body);
        started && started->ticket == attempt.ticket && started->attempt == attempt.attempt)
      return started->worker_pid;
  return 0;
} catch (const Error&) {
  return 0;
}

/// What workers of a run whose coordinator is dead still work on.
void add_left(const Layout& layout, const std::string& run, std::vector<StatusFacts::Left>& left) {
  for (const Orphan& attempt : attempts_of(layout, run))
    if (at_work(attempt.lock_file))
      left.push_back(
          {attempt.ticket, pid_of(layout, attempt), attempt.lock_file.parent_path().string()});
  std::error_code none;  // no gate job has been started
  for (const auto& job : fs::directory_iterator(layout.gate_logs(run, 0).parent_path(), none))
    if (at_work(job.path() / worker_lock)) left.push_back({"", 0, job.path().string()});
}

void add_coordinator(const Session& session, StatusFacts& facts) {
  for (const auto& lock : stream_locks(session)) {
    auto owner = lock_owner(lock);
    if (!owner || is_dead(*owner)) continue;
    facts.coordinator = std::move(owner);
    facts.elsewhere = lock != session.layout.stream_lock();
    return;
  }
}

void add_newest_run(const Layout& layout, const std::string& run, StatusFacts& facts) {
  auto events = read_journal(layout.journal(run));
  facts.run = fold(events);
  if (events.size() > events_shown) events.erase(events.begin(), events.end() - events_shown);
  facts.last_events = std::move(events);
}

StatusFacts facts_of(const Session& session) {
  const Layout& layout = session.layout;
  StatusFacts facts{.now = wall_now()};
  add_coordinator(session, facts);
  auto runs = list_runs(layout.runs());
  if (!runs.empty()) add_newest_run(layout, runs.back(), facts);
  if (facts.run_goes_on()) runs.pop_back();  // its workers are not left
  for (const auto& run : runs)
    if (!has_ended(layout, run)) add_left(layout, run, facts.left);
  facts.beside.deferred_before =
      deferred_before(session, facts.run.value_or(RunState()), [](const Ticket&) { return true; });
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
