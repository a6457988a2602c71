// The format ("Trace Event Format", the Chromium project): an object with `traceEvents`, each with
// a phase letter `ph`. "M" names a process or a thread, "X" is a slice with a duration, "C" a
// counter; slices of one thread nest by time. Times are microseconds.

#include "report/trace.h"

#include <map>

namespace sage {
namespace {

constexpr int process = 1;
constexpr int landing_thread = 1'000'000;  // below all workers

std::int64_t microseconds(std::int64_t ms) { return ms * 1000; }

json::object name(std::string_view what, int thread, std::string_view is) {
  return {{"ph", "M"}, {"name", what}, {"pid", process}, {"tid", thread}, {"args", {{"name", is}}}};
}

json::object slice(std::string_view title, std::string_view category, int thread,
                   std::int64_t begin_ms, std::int64_t length_ms) {
  return {{"ph", "X"},
          {"name", title},
          {"cat", category},
          {"pid", process},
          {"tid", thread},
          {"ts", microseconds(begin_ms)},
          {"dur", microseconds(length_ms)}};
}

std::string title_of(const Stretch& stretch) {
  if (stretch.kind == Stretch::Kind::gate)
    return "gate: " + (stretch.ticket.empty() ? "the branch itself" : stretch.ticket);
  return stretch.ticket;
}

/// The parts of an attempt, one after the other inside it: their order is told, not measured, since
/// an agent that is asked again works and is checked in turns.
void add_parts(const Stretch& attempt, json::array& events) {
  std::int64_t at = attempt.begin_ms;
  const std::pair<const char*, std::int64_t> parts[] = {{"preparing", attempt.prepare_ms},
                                                        {"agent", attempt.agent_ms},
                                                        {"checking", attempt.check_ms},
                                                        {"collecting", attempt.collect_ms}};
  for (const auto& [what, ms] : parts) {
    const std::int64_t length = std::min(ms, attempt.end_ms - at);
    if (length <= 0) continue;
    events.push_back(slice(what, "phase", attempt.worker, at, length));
    at += length;
  }
}

void add_slice(const Stretch& stretch, json::array& events) {
  const int thread = stretch.kind == Stretch::Kind::landing ? landing_thread : stretch.worker;
  json::object event = slice(title_of(stretch), to_json(stretch.kind).as_string(), thread,
                             stretch.begin_ms, stretch.length_ms());
  event["args"] = {{"ticket", stretch.ticket},
                   {"attempt", stretch.attempt},
                   {"end", stretch.end.empty() ? "goes on" : stretch.end},
                   {"ahead", to_json(stretch.ahead)}};
  events.push_back(std::move(event));
  if (stretch.kind == Stretch::Kind::attempt) add_parts(stretch, events);
}

void add_queue_depth(const std::vector<Stretch>& timeline, json::array& events) {
  std::map<std::int64_t, int> changes;
  for (const auto& stretch : timeline) {
    if (stretch.kind != Stretch::Kind::queued) continue;
    ++changes[stretch.begin_ms];
    --changes[stretch.end_ms];
  }
  int depth = 0;
  for (const auto& [at, change] : changes)
    events.push_back({{"ph", "C"},
                      {"name", "results waiting to land"},
                      {"pid", process},
                      {"tid", 0},
                      {"ts", microseconds(at)},
                      {"args", {{"results", depth += change}}}});
}

}  // namespace

json::value trace_of(const RunFacts& facts) {
  json::array events{name("process_name", 0, "sage-stream " + facts.run)};
  for (int worker = 0; worker < facts.time.workers; ++worker)
    events.push_back(name("thread_name", worker, format("worker {}", worker)));
  events.push_back(name("thread_name", landing_thread, "landings"));
  for (const auto& stretch : facts.timeline)
    if (stretch.kind != Stretch::Kind::queued) add_slice(stretch, events);
  add_queue_depth(facts.timeline, events);
  return {{"schema", "sage.trace/1"},
          {"traceEvents", std::move(events)},
          {"displayTimeUnit", "ms"},
          {"otherData",
           {{"run", facts.run},
            {"branch", facts.branch},
            {"started", facts.started},
            {"version", facts.version}}}};
}

}  // namespace sage
