// The journal: its lines, the file as a whole, and all that is made of them for people.
#include <sys/mman.h>

#include "fuzz/fuzz.h"
#include "run/journal.h"
#include "view/event_line.h"
#include "view/status.h"
#include "view/summary.h"

using namespace sage;
using namespace sage::fuzz;

namespace {

void require_round_trip(const Event& event) {
  const std::string line = to_line(event);
  require(line.find('\n') == line.size() - 1, "one line");
  const auto again = parse_event(line, "again");
  require(again && to_line(*again) == line, "what is written reads as what was read");
}

void require_lines(std::string text) {
  while (!text.empty()) require_line(take_part(text, '\n'));
}

void require_views(const std::vector<Event>& events) {
  const ReportOptions options;
  RunState state;
  for (const auto& event : events) {
    state.apply(event);
    if (const auto line = event_line(event, state)) require_line(options.style.shown(line->word));
  }
  require_lines(summary(state, options));
  require_lines(
      status_text({.run = state, .coordinator = {}, .left = {}, .last_events = events}, options));
  summary_json(state);
}

/// The file is in memory only.
struct File {
  explicit File(const std::string& text) : fd(::memfd_create("journal", MFD_CLOEXEC)) {
    require(::write(fd.get(), text.data(), text.size()) == ssize_t(text.size()), "written");
  }
  fs::path path() const { return format("/proc/self/fd/{}", fd.get()); }
  UniqueFd fd;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = text_of(data, size);
  for (std::string rest = text; !rest.empty();) {
    const std::string line = take_part(rest, '\n');
    const auto event = accepted([&] { return parse_event(line, "journal.ndjson: line 1"); });
    if (event && *event) require_round_trip(**event);
  }
  const File file(text);
  if (const auto events = accepted([&] { return read_journal(file.path()); }))
    require_views(*events);
  return 0;
}
