#include "view/summary.h"

#include <algorithm>

#include "base/text.h"
#include "run/phase.h"
#include "view/event_line.h"
#include "view/ticket_json.h"

namespace sage {
namespace {

using Phase = RunState::Phase;
using TicketRun = RunState::TicketRun;

/// The entries of a phase; `lines` says what there is to say of a ticket.
template <class Lines>
std::vector<Entry> entries_in(const RunState& run, Phase phase, Lines lines) {
  std::vector<Entry> entries;
  for (const auto& id : tickets_in(run, phase))
    entries.push_back({id, lines(id, run.tickets.at(id))});
  return entries;
}

/// Leaves out what is empty.
std::vector<std::string> said(std::initializer_list<std::string> lines) {
  std::vector<std::string> out;
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(out),
               [](const std::string& line) { return !line.empty(); });
  return out;
}

std::string landed_line(const TicketRun& run) {
  const std::string files = run.files.empty() ? "" : counted(run.files.size(), "file");
  return format("{}  {:>9}  {:>7}  {}", short_id(run.commit), files, human_duration(run.agent_ms),
                run.title);
}

std::vector<std::string> landed_lines(const std::string&, const TicketRun& run) {
  return {landed_line(run)};
}

std::vector<std::string> summary_lines(const std::string&, const TicketRun& run) {
  return said({run.summary.empty() ? run.title : run.summary});
}

/// Whether what was deferred for this is finished work, which `land` takes: all else that is kept
/// was left half done, or refused, before it came into the queue.
bool is_finished(std::string_view category) {
  static constexpr std::string_view landings[] = {"merge_conflict", "hook_refused", "local_changes",
                                                  "checkout_busy", "declined"};
  return category.starts_with("gate_") ||
         std::ranges::find(landings, category) != std::end(landings);
}

/// Where the result of a deferred ticket is, and whether it can still land.
std::string kept_result(const Deferral& deferral, const std::string& flags) {
  if (deferral.result.is_zero()) return {};
  const std::string kept = short_id(deferral.result);
  if (!is_finished(deferral.category))
    return format("result kept as {}; to see it: git show {}", kept, kept);
  return format("result kept as {}; to land it: sage-stream land {}{}", kept, deferral.id, flags);
}

std::vector<std::string> reason_lines(const Deferral& deferral, const std::string& log,
                                      const std::string& flags) {
  const std::string attempts =
      deferral.attempts > 1 ? format(" ({} attempts)", deferral.attempts) : std::string();
  const bool repeats = deferral.last_error.empty() || deferral.last_error == deferral.message;
  return said({deferral.title, format("{}: {}{}", deferral.category, deferral.message, attempts),
               repeats ? "" : "last error: " + excerpt(deferral.last_error, 400),
               log.empty() ? "" : "log in " + log, kept_result(deferral, flags)});
}

Deferral deferral_of(const std::string& id, const TicketRun& run) {
  return {.id = id,
          .title = run.title,
          .category = run.category,
          .message = run.message,
          .last_error = run.last_error,
          .attempts = run.attempt,
          .result = run.result};
}

std::vector<std::string> blocked_lines(const std::string& id, const TicketRun& run) {
  return {"by " + blocked_by(id, run.chain)};
}

std::vector<std::string> message_lines(const std::string&, const TicketRun& run) {
  return said({run.title, run.message});
}

/// "2 attempts, 1 fix-up round": where one of them, without any, was not enough.
std::string rounds_of(const TicketRun& run) {
  std::vector<std::string> parts;
  if (run.attempt > 1) parts.push_back(format("{} attempts", run.attempt));
  if (run.fix_rounds > 0)
    parts.push_back(counted(static_cast<std::uint64_t>(run.fix_rounds), "fix-up round"));
  return listing(parts);
}

std::vector<Entry> retried(const RunState& run) {
  std::vector<Entry> entries;
  for (const auto& id : run.order)
    if (const auto& ticket = run.tickets.at(id); ticket.phase != Phase::deferred)
      if (const std::string rounds = rounds_of(ticket); !rounds.empty())
        entries.push_back({id, {rounds}});
  return entries;
}

/// "AUTH-001 2m 10s, DB-002 58.0s": where the agents' time went.
std::string longest(const RunState& run) {
  std::vector<const std::pair<const std::string, TicketRun>*> all;
  for (const auto& ticket : run.tickets)
    if (ticket.second.agent_ms > 0) all.push_back(&ticket);
  const std::size_t shown = std::min<std::size_t>(all.size(), 3);
  std::partial_sort(
      all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), all.end(),
      [](const auto* a, const auto* b) { return a->second.agent_ms > b->second.agent_ms; });
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < shown; ++i)
    parts.push_back(format("{} {}", all[i]->first, human_duration(all[i]->second.agent_ms)));
  return listing(parts);
}

std::string check_totals(const RunState& run, const ReportOptions& options) {
  std::string out;
  if (run.check_ms() > 0) out += paragraph("check time " + human_duration(run.check_ms()), options);
  if (run.has_gate())
    out += paragraph(
        format("gate time {}: {} tested, {} remembered", human_duration(run.gate_ms),
               counted(run.trees_tested, "tree"), counted(run.verdicts_remembered, "verdict")),
        options);
  std::vector<std::string> flaky;
  for (const auto& [check, repeats] : run.repeats)
    flaky.push_back(format("{} needed {}", check, counted(repeats, "repeat")));
  return flaky.empty() ? out : out + paragraph("flaky: " + listing(flaky), options);
}

/// Of less than a second the clock says more than the work does, and one worker is as fast as one.
std::string speed(const RunState& run, const ReportOptions& options) {
  if (run.agent_ms() < 1000 || run.run.worker_limit < 2) return {};
  return paragraph(format("agent time {}: {:.1f} times as fast as one worker",
                          human_duration(run.agent_ms()), run.speed_up()),
                   options);
}

std::string totals(const RunState& run, const ReportOptions& options) {
  const std::string counts =
      phase_counts(run, {Phase::landed, Phase::rolled_back, Phase::no_change, Phase::closed,
                         Phase::deferred, Phase::blocked, Phase::held, Phase::queued,
                         Phase::waiting_to_retry, Phase::running, Phase::cancelled});
  std::string out = paragraph(format("{} in {}", counts.empty() ? "nothing was done" : counts,
                                     human_duration(run.wall_ms())),
                              options);
  if (run.agent_ms() == 0) return out + check_totals(run, options);
  out += speed(run, options);
  out += paragraph("longest: " + longest(run), options);
  return out + check_totals(run, options);
}

std::string push(const RunState& run, const ReportOptions& options) {
  if (run.push_failed)
    return paragraph(format("not pushed to {}: {}", run.push_failed->remote,
                            excerpt(on_one_line(run.push_failed->message), 600)),
                     options);
  return run.pushed ? paragraph("pushed to " + run.pushed->remote, options) : std::string();
}

/// What the user has to do, if anything.
std::string hint(const RunState& run, const BesideRun& beside) {
  const auto any = [&](Phase phase) { return !tickets_in(run, phase).empty(); };
  if (any(Phase::held))
    return "what is held lands when its reason is gone: run again, or sage-stream land" +
           beside.flags;
  if (any(Phase::deferred) || !beside.deferred_before.empty()) return retry_hint(beside);
  if (run.push_failed)
    return "nothing is lost: with that mended, the next run with push pushes what has landed";
  if (any(Phase::cancelled) || any(Phase::queued)) return "run again to go on where this run ended";
  return {};
}

}  // namespace

std::string retry_hint(const BesideRun& beside) {
  return format("sage-stream --auto --retry-deferred{} tries deferred tickets again", beside.flags);
}

std::string deferred_before(const ReportOptions& options, const BesideRun& beside) {
  std::vector<Entry> entries;
  for (const auto& deferral : beside.deferred_before)
    entries.push_back({deferral.id, reason_lines(deferral, "", beside.flags)});
  return section(Tone::bad, "deferred before", entries, options);
}

std::string problems(const RunState& run, const ReportOptions& options, const BesideRun& beside) {
  const auto deferred = [&](const std::string& id, const TicketRun& ticket) {
    return reason_lines(deferral_of(id, ticket), ticket.log, beside.flags);
  };
  return section(Tone::bad, "deferred", entries_in(run, Phase::deferred, deferred), options) +
         deferred_before(options, beside) +
         section(Tone::warn, "blocked", entries_in(run, Phase::blocked, blocked_lines), options) +
         section(Tone::warn, "held", entries_in(run, Phase::held, message_lines), options);
}

std::string summary(const RunState& run, const ReportOptions& options, const BesideRun& beside) {
  std::string out =
      section(Tone::good, "landed", entries_in(run, Phase::landed, landed_lines), options) +
      section(Tone::good, "no change", entries_in(run, Phase::no_change, summary_lines), options) +
      section(Tone::good, "closed", entries_in(run, Phase::closed, summary_lines), options) +
      problems(run, options, beside) +
      section(Tone::warn, "cancelled", entries_in(run, Phase::cancelled, message_lines), options) +
      section(Tone::plain, "retried", retried(run), options);
  if (!out.empty()) out += "\n";
  out += totals(run, options) + push(run, options);
  if (const std::string next = hint(run, beside); !next.empty())
    out += paragraph("hint: " + next, options);
  return out;
}

json::array deferred_before_json(const BesideRun& beside) {
  json::array out;
  for (const auto& deferral : beside.deferred_before)
    out.push_back({{"id", valid_utf8(deferral.id)},
                   {"title", valid_utf8(deferral.title)},
                   {"category", valid_utf8(deferral.category)},
                   {"message", valid_utf8(deferral.message)},
                   {"result", to_json(deferral.result)}});
  return out;
}

json::value summary_json(const RunState& run, const BesideRun& beside) {
  json::object out{{"schema", "sage.run/1"}};
  for (auto& member : run_json(run)) out.insert(member);
  out["deferred_before"] = deferred_before_json(beside);
  return out;
}

}  // namespace sage
