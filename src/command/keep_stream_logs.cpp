#include "command/keep_stream_logs.h"

#include "os/append_file.h"
#include "report/stream_logs.h"
#include "run/journal.h"

namespace sage {
namespace {

constexpr std::uint64_t largest_log = 256 << 20;

json::array read_defer_log(const fs::path& file) {
  const auto text = read_file(file, largest_log);
  if (!text) return {};
  const json::value document = parse_json(*text, file.string());
  if (!document.is_array())
    throw Error(ErrorKind::invalid_input, format("{}: expected an array", file.string()));
  return document.get_array();
}

/// None of a journal that is damaged: it stays so, and must not keep the others out.
std::vector<Event> events_of(const fs::path& journal) {
  try {
    return read_journal(journal);
  } catch (const Error&) {
    return {};
  }
}

void keep(const Layout& layout) {
  VelocityLog velocity(read_file(layout.velocity_log(), largest_log).value_or(""));
  const std::string told_up_to = velocity.last_run();
  json::array deferred = read_defer_log(layout.defer_log());
  bool anything_deferred = false;
  std::string lines;
  for (const auto& run : list_runs(layout.runs())) {
    if (run < told_up_to) continue;
    const RunFacts facts = facts_of(events_of(layout.journal(run)), nullptr, 0);
    lines += velocity.add(facts);
    anything_deferred |= add_deferred(facts, deferred);
  }
  if (anything_deferred) replace_file(layout.defer_log(), pretty(deferred));
  if (lines.empty()) return;
  AppendFile log(layout.velocity_log());
  log.append(lines);
  log.sync();
}

}  // namespace

void keep_stream_logs(const Layout& layout, EventSink& events) {
  try {
    keep(layout);
  } catch (const Error& error) {
    events.take({wall_now(), event::Warning{"", "what ended was not logged: " + error.message()}});
  }
}

}  // namespace sage
