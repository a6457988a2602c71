// makespan INDEX WORKERS…: how much longer a drain takes than no order could beat, as the plan
// schedules it; efforts are durations. A line for each number of workers. Tickets that share a file
// may run at once: that they otherwise take turns, the bound does not know.
#include "bench/measure.h"
#include "simulation/forecast.h"
#include "ticket/read_index.h"

namespace {

using namespace sage;

std::vector<std::int64_t> durations_of(const Backlog& backlog) {
  std::vector<std::int64_t> durations;
  for (const auto& ticket : backlog.tickets()) {
    const double effort = ticket.effort > 0 ? ticket.effort : 1;
    durations.push_back(ticket.is_container ? 0 : static_cast<std::int64_t>(effort * 60'000));
  }
  return durations;
}

}  // namespace

int main(int argc, char** argv) {
  const Backlog backlog = read_index_file(argv[1]);
  const Graph graph = Graph::build(backlog);
  std::vector<Standing> standing;
  for (const auto& ticket : backlog.tickets()) standing.push_back(Plan::standing_of(ticket.state));
  const auto durations = durations_of(backlog);
  Plan plan(backlog, graph, standing, {.avoid_overlap = false});
  plan.start();
  for (int i = 2; i < argc; ++i) {
    const Forecast made =
        forecast(backlog, graph, plan, {.durations = durations, .workers = std::stoul(argv[i])});
    std::printf("x %.6f\n", static_cast<double>(made.schedule.makespan) /
                                static_cast<double>(made.lower_bound()));
  }
}
