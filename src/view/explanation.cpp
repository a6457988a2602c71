#include "view/explanation.h"

#include "base/text.h"
#include "view/event_line.h"

namespace sage {
namespace {

Tone tone_of(const Explanation& about) {
  if (about.standing == "deferred") return Tone::bad;
  if (about.standing == "blocked" || about.standing == "retrying") return Tone::warn;
  return about.standing == "waiting" ? Tone::plain : Tone::good;
}

std::string ready_text(const InLine& line) {
  std::string out = format("ready: {} of {} in line", line.place, line.of);
  if (!line.shares_files_with.empty())
    out +=
        format("; it shares files with {}, and starts after that", listing(line.shares_files_with));
  return out;
}

std::string waiting_text(const Explanation& about) {
  const Waiting& waiting = *about.waiting;
  if (waiting.to_be_done == 0) return "waiting";
  return format("waiting: {} to be done before it, at least {}{}",
                counted(waiting.to_be_done, "ticket"), human_duration(waiting.at_least_ms),
                waiting.times_assumed ? " (assumed: no past run tells)" : "");
}

std::string done_text(const DoneBy& done) {
  const std::string run = done.run.empty() ? "" : format(" in run {}", done.run);
  if (done.how == "landed") return format("done: by commit {}{}", short_id(done.commit), run);
  if (done.how == "no_change") return format("done: without a change{}", run);
  if (done.how == "closed") return "done: all that is in it is done";
  return "done: so the index says; no commit on the branch is a landing of it";
}

std::string headline(const Explanation& about) {
  if (about.ready) return ready_text(*about.ready);
  if (about.running) {
    const bool is_finished = about.running->phase == "queued" || about.running->phase == "held";
    return (is_finished ? "" : about.standing + ": ") + about.running->doing;
  }
  if (about.done) return done_text(*about.done);
  if (about.standing == "blocked") return "blocked by " + blocked_by(about.id, about.chain);
  if (about.standing == "deferred" && !about.deferred.empty())
    return format("deferred: {}: {}", about.deferred[0].category, about.deferred[0].message);
  return about.waiting ? waiting_text(about) : about.standing;
}

std::string in_hand_text(const InHand& hand, const ReportOptions& options) {
  const std::string since = format("since {} ({})", hand.since, human_duration(hand.for_ms));
  std::string out;
  if (!hand.since.empty())
    out += paragraph(hand.run.empty() ? since : format("run {}, {}", hand.run, since), options);
  return hand.logs.empty() ? out : out + paragraph("logs in " + hand.logs, options);
}

std::vector<std::string> said(std::initializer_list<std::string> lines) {
  std::vector<std::string> out(lines);
  std::erase_if(out, [](const std::string& line) { return line.empty(); });
  return out;
}

std::string awaited_text(const Waiting& waiting, const ReportOptions& options) {
  std::vector<Entry> entries;
  for (const auto& one : waiting.tickets)
    entries.push_back(
        {one.id, said({one.title, one.how_far.empty() ? one.standing : one.how_far})});
  return section(Tone::plain, "it waits for", entries, options);
}

std::string deferrals_text(const Explanation& about, const ReportOptions& options) {
  std::vector<Entry> entries;
  for (const auto& one : about.deferred) {
    const std::string when = one.at.empty() ? "" : " on " + one.at;
    const bool repeats = one.last_error.empty() || one.last_error == one.message;
    entries.push_back(
        {one.id,
         said({format("{}: {}", one.category, one.message),
               one.attempts > 0
                   ? format("{}{}", counted(static_cast<std::uint64_t>(one.attempts), "attempt"),
                            when)
                   : "",
               repeats ? "" : "last error: " + excerpt(one.last_error, 400),
               one.result.is_zero()
                   ? ""
                   : format("result kept as {} at {}", short_id(one.result), one.result_ref)})});
  }
  return section(Tone::bad, "deferred", entries, options);
}

std::string tried_text(const Explanation& about, const ReportOptions& options) {
  std::vector<Entry> entries;
  for (const auto& one : about.tried)
    entries.push_back(
        {format("attempt {}", one.attempt), said({format("{}: {}", one.category, one.message),
                                                  one.logs.empty() ? "" : "logs in " + one.logs})});
  return section(Tone::warn, "tried in run " + about.last_run, entries, options);
}

std::string steps_text(const Explanation& about, const ReportOptions& options) {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < about.steps.size(); ++i)
    entries.push_back({format("{}.", i + 1), said({about.steps[i].what, about.steps[i].command})});
  ReportOptions all = options;
  all.limit = entries.size();
  return section(Tone::strong, "to do", entries, all);
}

}  // namespace

std::string explanation_text(const Explanation& about, const ReportOptions& options) {
  std::string out = paragraph(
      format("{}  {}{}", about.id, about.container ? "epic: " : "", about.title), options);
  for (const auto& line : {headline(about)}) {
    const std::string text = paragraph(line, options);
    out += options.style.paint(tone_of(about), std::string_view(text).substr(0, text.size() - 1)) +
           "\n";
  }
  if (about.running) out += in_hand_text(*about.running, options);
  if (about.done) {
    if (!about.done->subject.empty()) out += paragraph(about.done->subject, options);
    if (!about.done->summary.empty()) out += paragraph(about.done->summary, options);
  }
  std::string rest;
  if (about.waiting) rest += awaited_text(*about.waiting, options);
  rest += deferrals_text(about, options) + tried_text(about, options) + steps_text(about, options);
  return rest.empty() ? out : out + "\n" + rest;
}

}  // namespace sage
