#include "view/status.h"

#include "base/text.h"
#include "run/phase.h"
#include "view/event_line.h"
#include "view/frame.h"
#include "view/summary.h"
#include "view/ticket_json.h"

namespace sage {
namespace {

using Phase = RunState::Phase;

std::string clock_time(WallTime at) { return iso_time(at).substr(11, 8); }

std::string who(const StatusFacts& facts) {
  if (!facts.coordinator) return "not running";
  return (facts.elsewhere ? "running in another worktree: " : "running: ") +
         describe(*facts.coordinator);
}

/// "run 20261120-223501-k3x9 on main: finished after 1m 01s, exit code 1"
std::string which_run(const StatusFacts& facts) {
  const RunState& run = *facts.run;
  const std::string name = format("run {} on {}: ", run.run.run, run.run.branch);
  if (facts.run_goes_on()) return name + "for " + human_duration(facts.now - run.started);
  if (run.finished)
    return format("{}finished after {}, exit code {}", name, human_duration(run.wall_ms()),
                  run.finished->exit_code);
  return name + "cut short after " + human_duration(run.wall_ms()) +
         "; the next run picks up what it left";
}

/// Counts events are not journalled, so what did not start yet follows from the rest.
std::string progress(const StatusFacts& facts) {
  const RunState& run = *facts.run;
  const std::uint64_t done = run.run.done + tickets_in(run, Phase::landed).size() +
                             tickets_in(run, Phase::no_change).size() +
                             tickets_in(run, Phase::closed).size();
  const std::string counts =
      phase_counts(run, {Phase::running, Phase::waiting_to_retry, Phase::queued, Phase::held,
                         Phase::deferred, Phase::blocked, Phase::cancelled});
  const std::size_t before = facts.beside.deferred_before.size();
  const std::string deferred = before > 0 ? format(", {} deferred before", before) : "";
  const std::uint64_t known = run.run.done + run.order.size() + before;
  const std::string rest =
      run.run.tickets > known ? format(", {} not started", run.run.tickets - known) : "";
  return format("{}/{} done{}{}{}{}", done, run.run.tickets, counts.empty() ? "" : ", ", counts,
                deferred, rest);
}

std::string running_line(const StatusFacts& facts, const RunState::TicketRun& ticket) {
  if (!facts.run_goes_on()) return ticket.title;
  return format("{}  worker {} (pid {})  {}", stopwatch(facts.now - ticket.started), ticket.worker,
                ticket.worker_pid, ticket.title);
}

std::vector<Entry> running(const StatusFacts& facts) {
  std::vector<Entry> entries;
  for (const auto& id : tickets_in(*facts.run, Phase::running))
    entries.push_back({id, {running_line(facts, facts.run->tickets.at(id))}});
  return entries;
}

std::vector<Entry> waiting_to_retry(const RunState& run) {
  std::vector<Entry> entries;
  for (const auto& id : tickets_in(run, Phase::waiting_to_retry)) {
    const auto& ticket = run.tickets.at(id);
    entries.push_back({id, {ticket.message.empty() ? ticket.title : ticket.message}});
  }
  return entries;
}

/// The merge train: a queued result, and what is known of it.
std::vector<Entry> train(const StatusFacts& facts, const ReportOptions& options) {
  RunState run = *facts.run;
  if (!facts.run_goes_on()) run.tests.clear();  // cut short with the run
  std::vector<Entry> entries;
  for (const auto& id : run.queue) {
    const auto& ticket = run.tickets.at(id);
    if (ticket.phase != Phase::queued) continue;
    const std::string place = run.has_gate() ? train_place(id, run, options.style) + "  " : "";
    entries.push_back({id, {place + ticket.title}});
  }
  return entries;
}

std::vector<Entry> left(const StatusFacts& facts) {
  std::vector<Entry> entries;
  for (const auto& worker : facts.left)
    entries.push_back({worker.ticket.empty() ? "gate" : worker.ticket,
                       {worker.pid == 0 ? "log in " + worker.log : format("pid {}", worker.pid)}});
  return entries;
}

std::string last_events(const StatusFacts& facts, const ReportOptions& options) {
  std::vector<Entry> entries;
  for (const auto& event : facts.last_events)
    if (const auto line = event_line(event, *facts.run))
      entries.push_back({clock_time(event.at), {line->word + " " + line->text}});
  return section(Tone::plain, "last events (UTC)", entries, options);
}

std::string sections(const StatusFacts& facts, const ReportOptions& options) {
  const RunState& run = *facts.run;
  return section(Tone::good, facts.run_goes_on() ? "running" : "was running", running(facts),
                 options) +
         section(Tone::warn, "waiting to retry", waiting_to_retry(run), options) +
         section(Tone::plain, "landing", train(facts, options), options) +
         problems(run, options, facts.beside) + last_events(facts, options);
}

json::value owner_json(const LockOwner& owner) {
  return {{"pid", owner.pid},
          {"host", valid_utf8(owner.host)},
          {"command", valid_utf8(owner.command)},
          {"since", valid_utf8(owner.since)}};
}

}  // namespace

std::string status_text(const StatusFacts& facts, const ReportOptions& options) {
  std::string head = paragraph(who(facts), options);
  head += paragraph(facts.run ? which_run(facts) : "no run yet", options);
  if (facts.run) head += paragraph(progress(facts), options);
  std::string rest =
      section(Tone::warn, "still at work for a run that is gone", left(facts), options);
  rest += facts.run ? sections(facts, options) : deferred_before(options, facts.beside);
  if (!facts.coordinator && !facts.beside.deferred_before.empty())
    rest += paragraph("hint: " + retry_hint(facts.beside), options);
  return rest.empty() ? head : head + "\n" + rest;
}

json::value status_json(const StatusFacts& facts) {
  json::array workers;
  for (const auto& worker : facts.left)
    workers.push_back({{"ticket", valid_utf8(worker.ticket)},
                       {"pid", worker.pid},
                       {"log", valid_utf8(worker.log)}});
  json::array events;
  for (const auto& event : facts.last_events)
    events.push_back(parse_json(to_line(event), "an event"));
  return {{"schema", "sage.status/1"},
          {"alive", facts.coordinator.has_value()},
          {"coordinator", facts.coordinator ? owner_json(*facts.coordinator) : nullptr},
          {"workers_left", std::move(workers)},
          {"deferred_before", deferred_before_json(facts.beside)},
          {"run", facts.run ? json::value(run_json(*facts.run)) : nullptr},
          {"last_events", std::move(events)}};
}

}  // namespace sage
