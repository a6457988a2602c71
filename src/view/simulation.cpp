#include "view/simulation.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace sage {
namespace {

constexpr std::pair<const char*, Course::Level> levels[] = {{"ready", Course::ready},
                                                            {"working", Course::working},
                                                            {"testing", Course::testing},
                                                            {"to land", Course::to_land}};

struct WallText {
  const char *word, *text;
};

WallText text_of(Wall wall) {
  switch (wall) {
    case Wall::coordinator:
      return {"coordinator", "the coordinator: more workers would wait for it"};
    case Wall::workers:
      return {"workers", "the workers: more of them would make it shorter"};
    case Wall::critical_path:
      return {"critical_path", "the critical path: no number of workers is quicker"};
    case Wall::gate:
      return {"gate", "the gate: results wait in line for it"};
    case Wall::none:
      return {"none", "nothing alone: dependencies, files and turns together"};
  }
  return {"none", ""};
}

std::string percent(double share) { return format("{:.1f} %", share * 100); }

double times_the_bound(const Forecast& cast) {
  const auto bound = static_cast<double>(std::max<std::int64_t>(cast.lower_bound(), 1));
  return static_cast<double>(cast.schedule.makespan) / bound;
}

/// Landings an hour of virtual time.
double rate(const Forecast& cast) {
  const auto hours = static_cast<double>(cast.schedule.makespan) / 3'600'000;
  return hours > 0 ? static_cast<double>(cast.schedule.landed.size()) / hours : 0;
}

std::string figures_text(const SimulationShown& shown) {
  const Forecast& cast = shown.forecast;
  const Schedule& run = cast.schedule;
  const auto bound = cast.lower_bound();
  std::string out =
      format("makespan     {}, {:.3f} times the bound of {}\n", human_duration(run.makespan),
             times_the_bound(cast), human_duration(bound));
  out +=
      format("bound        {}\n",
             bound == cast.critical_path.length ? "the critical path" : "all work, spread evenly");
  out += format("workers      {} busy: agents {}, tests {}\n",
                percent(cast.agents_share() + cast.tests_share()), percent(cast.agents_share()),
                percent(cast.tests_share()));
  out += format("coordinator  {} busy\n", percent(cast.coordinator_share()));
  out += format("tickets      {} landed ({:.0f} an hour), {} deferred, {} blocked by them\n",
                run.landed.size(), rate(cast), run.deferred.size(), run.blocked);
  out += format("attempts     {}: {} failed, {} in conflict, {} rejected by the gate\n",
                run.shifts.size(), run.failed, run.conflicted, run.rejected);
  if (shown.how.gate_time.count() > 0)
    out += format("tests        {}, {} of them dropped; a result lands {} after it is finished\n",
                  run.tests, run.dropped_tests, human_duration(cast.wait_to_land()));
  return out + format("held up by   {}\n", text_of(wall_of(cast, shown.how.gate_time)).text);
}

/// A character for each step, as high as its mean is beside the highest.
std::string bars(const std::vector<double>& means, const Style& style) {
  static const std::vector<std::string> blocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static const std::vector<std::string> ascii{" ", ".", ":", "-", "=", "+", "*", "%", "#"};
  const auto& marks = style.unicode ? blocks : ascii;
  const double highest = means.empty() ? 0 : *std::ranges::max_element(means);
  std::string out;
  for (const double mean : means) {
    const double height = highest > 0 ? mean / highest : 0;
    out += marks[static_cast<std::size_t>(std::ceil(height * 8))];
  }
  return out;
}

std::string course_text(const Course& course, const Style& style) {
  std::string out =
      format("over time, a column for each {}\n", human_duration(course.step() / 1000));
  for (const auto& [name, level] : levels)
    if (course.most(level) > 0)
      out += format("  {:<8} {} at most {}\n", name, bars(course.means(level), style),
                    course.most(level));
  return out;
}

std::string sweep_text(const std::vector<Forecast>& sweep) {
  std::string out = "workers  makespan     bound  workers busy  coordinator busy\n";
  for (const Forecast& one : sweep)
    out +=
        format("{:>7}  {:>8}  {:>8}  {:>12}  {:>16}\n", one.workers,
               human_duration(one.schedule.makespan), human_duration(one.lower_bound()),
               percent(one.agents_share() + one.tests_share()), percent(one.coordinator_share()));
  return out + format("saturated at {}: twice as many bring less than 5 %\n",
                      counted(sweep.back().workers, "worker"));
}

json::value forecast_json(const Forecast& cast) {
  return {{"workers", cast.workers},
          {"makespan_ms", cast.schedule.makespan},
          {"lower_bound_ms", cast.lower_bound()},
          {"agents_share", cast.agents_share()},
          {"tests_share", cast.tests_share()},
          {"coordinator_share", cast.coordinator_share()},
          {"landed", cast.schedule.landed.size()},
          {"deferred", cast.schedule.deferred.size()}};
}

json::value course_json(const Course& course) {
  json::object out{{"step_ms", static_cast<double>(course.step()) / 1000}};
  json::object most;
  for (const auto& [name, level] : levels) {
    const std::string key = level == Course::to_land ? "to_land" : name;
    json::array means;
    for (const double mean : course.means(level)) means.push_back(std::round(mean * 100) / 100);
    out[key] = std::move(means);
    most[key] = course.most(level);
  }
  out["most"] = std::move(most);
  return out;
}

json::value costs_json(const Costs& costs) {
  return {{"start", costs.start}, {"settle", costs.settle}, {"landing", costs.landing},
          {"batch", costs.batch}, {"record", costs.record}, {"workspace", costs.workspace}};
}

}  // namespace

std::string simulation_text(const SimulationShown& shown, const ReportOptions& options) {
  const Forecast& cast = shown.forecast;
  std::string out =
      options.style.paint(
          Tone::strong,
          format("{} of {} on {}, seed {}", cast.schedule.shifts.empty() ? "nothing" : "a run",
                 counted(shown.tickets, "ticket"), counted(cast.workers, "worker"),
                 shown.how.chances.seed)) +
      "\n" + figures_text(shown);
  if (!cast.schedule.shifts.empty()) out += "\n" + course_text(cast.schedule.course, options.style);
  if (!shown.sweep.empty()) out += "\n" + sweep_text(shown.sweep);
  return out;
}

json::value simulation_json(const SimulationShown& shown) {
  const Forecast& cast = shown.forecast;
  const Schedule& run = cast.schedule;
  json::array sweep;
  for (const Forecast& one : shown.sweep) sweep.push_back(forecast_json(one));
  return {{"schema", "sage.simulation/1"},
          {"tickets", shown.tickets},
          {"workers", cast.workers},
          {"seed", shown.how.chances.seed},
          {"makespan_ms", run.makespan},
          {"lower_bound_ms", cast.lower_bound()},
          {"critical_path_ms", cast.critical_path.length},
          {"work_ms", cast.work},
          {"agents_share", cast.agents_share()},
          {"tests_share", cast.tests_share()},
          {"coordinator_share", cast.coordinator_share()},
          {"held_up_by", text_of(wall_of(cast, shown.how.gate_time)).word},
          {"landed", run.landed.size()},
          {"deferred", run.deferred.size()},
          {"blocked", run.blocked},
          {"attempts", run.shifts.size()},
          {"failed", run.failed},
          {"conflicted", run.conflicted},
          {"rejected", run.rejected},
          {"tests", run.tests},
          {"dropped_tests", run.dropped_tests},
          {"wait_to_land_ms", cast.wait_to_land()},
          {"costs_us", costs_json(shown.how.costs)},
          {"course", course_json(run.course)},
          {"sweep", std::move(sweep)}};
}

}  // namespace sage
