// state journal FILE TIMES: journals that a ticket was deferred, each time durably.
// state splice INDEX TICKET STATE: sets one state in the index that it has read, and replaces the
// file durably.
#include "bench/measure.h"
#include "engine/index_store.h"
#include "run/journal.h"

namespace {

using namespace sage;
using namespace sage::bench;

void journal(const std::string& file, int times) {
  Journal journal(file);
  for (int i = 0; i < times; ++i) {
    const event::Deferred deferred{
        "T-" + std::to_string(i), "timeout", "ran out of time", 3, "", {}};
    print_sample(milliseconds([&] { journal.take({wall_now(), deferred}); }));
  }
  print_fact("events", std::to_string(read_journal(file).size()));
}

void splice(const std::string& file, const std::string& ticket, const std::string& state) {
  WorkingIndex index(file);
  index.read();
  const StateChange change{.ticket = ticket, .state = parse_state(state).value(), .at = "now"};
  print_sample(milliseconds([&] {
    index.apply({{change}, {}});
    index.flush(true);
  }));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4) journal(argv[2], std::stoi(argv[3]));
  if (argc == 5) splice(argv[2], argv[3], argv[4]);
}
