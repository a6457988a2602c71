#include "cli/exit_code.h"
#include "command/commands.h"
#include "command/drain.h"
#include "display.h"
#include "outlook.h"
#include "stream.h"
#include "ticket/read_index.h"
#include "view/output.h"
#include "view/simulation.h"

namespace sage {
namespace {

/// A backlog, where it stands, and how long its tickets take.
struct Work {
  const Backlog& backlog;
  const Graph& graph;
  const Plan& plan;
  const Durations times;
};

Costs costs_of(const SimulateOptions& asked, std::size_t tickets) {
  Costs costs = measured_costs(tickets);
  for (const auto& [cost, micros] : asked.costs) costs.*cost = micros;
  return costs;
}

Forecast on(std::size_t workers, const Work& work, Simulated how, const Settings& settings) {
  how.workers = workers;
  how.train = train_options(settings, workers);
  return forecast(work.backlog, work.graph, work.plan, how);
}

SimulationShown simulation(const Options& options, const Settings& settings, const Work& work) {
  const SimulateOptions& asked = options.simulate;
  const Simulated how{.durations = work.times.ms,
                      .costs = costs_of(asked, work.backlog.size()),
                      .chances = asked.chances,
                      .attempts = settings.attempts,
                      .retry_delay = settings.retry_delay,
                      .gate_time = Milliseconds(asked.gate_time)};
  const auto with = [&](std::size_t workers) { return on(workers, work, how, settings); };
  const std::size_t workers = worker_limit(options, settings);
  SimulationShown shown{.forecast = with(workers), .tickets = work.backlog.size(), .how = how};
  if (asked.sweep) shown.sweep = forecasts(with, 0.05);
  return shown;
}

SimulationShown of_made_up(const App& app, const Options& options) {
  const SimulateOptions& asked = options.simulate;
  const Backlog backlog = read_index_text(made_up_index(asked.made_up), "the made-up index");
  const Graph graph = Graph::build(backlog);
  Plan plan(backlog, graph, std::vector(backlog.size(), Standing::waiting),
            {.avoid_overlap = options.overlap_check});
  plan.start();
  return simulation(options, read_settings(app, options, {}),
                    {backlog, graph, plan, durations(backlog, {}, asked.agent_time)});
}

SimulationShown of_repository(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const Outlook outlook(session);
  const Plan plan = outlook.plan(outlook.still_to_do(), options.overlap_check);
  return simulation(options, session.settings,
                    {outlook.backlog, outlook.graph, plan,
                     durations(outlook.backlog, outlook.past, options.simulate.agent_time)});
}

}  // namespace

int simulate_command(const App& app, const Options& options) {
  const bool made_up = options.simulate.made_up.tickets > 0;
  const SimulationShown shown = made_up ? of_made_up(app, options) : of_repository(app, options);
  ReportOptions report;
  report.style = style_for(app, options, app.stdout_is_terminal);
  print_result(options.format == Format::human ? simulation_text(shown, report)
                                               : pretty(simulation_json(shown)));
  return exit_code::ok;
}

}  // namespace sage
