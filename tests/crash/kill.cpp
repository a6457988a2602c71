// SIGKILL at each state-changing call, before or after it takes effect: to the process that makes
// it, to the whole tree (the power button, the OOM killer, the end of a container), or to the
// coordinator alone with the next run starting at once, while the worker still has its job in hand.
#include <algorithm>
#include <system_error>

#include "attack.h"
#include "base/text.h"

namespace sage::crash {

std::function<bool(const Point&)> named_by(const Words& words) {
  return [role = words.at(0), number = std::stoi(words.at(1))](const Point& point) {
    return point.number == number && role == to_string(point.role);
  };
}

std::string hindrance_of_ptrace() try {
  run_traced({.argv = {"/bin/true"},
              .environment = {},
              .folder = "/",
              .out = "/dev/null",
              .err = "/dev/null"},
             {}, 10);
  return "";
} catch (const std::system_error& error) {
  return error.what();
}

std::vector<std::string> problems_of_next(const Drain& drain, const fs::path& folder) try {
  Traced next = run_plainly(drain.run("second", folder), 120);
  if (drain.requeue_deferred()) next = run_plainly(drain.run("third", folder), 120);
  auto problems = problems_of(drain, next.status);
  for (const auto& process : next.outlived) problems.push_back("left running: " + process);
  return problems;
} catch (const std::exception& error) {
  return {error.what()};
}

namespace {

std::vector<std::string> cases(const Setup& setup) {
  std::vector<std::string> names;
  for (const Point& point : setup.points)
    for (const char* moment : {"before", "after"})
      for (const char* whom : {"it", "all", "overlap"})
        if (point.role == Role::coordinator || std::string_view(whom) != "overlap")
          names.push_back(format("{}:{}:{}:{}", to_string(point.role), point.number, moment, whom));
  return names;
}

Report run(const Setup& setup, const Words& words, const fs::path& folder) {
  const Drain drain(setup.program, folder / "drain", setup.workers);
  drain.copy_from(setup.made);
  const bool overlaps = words.at(3) == "overlap";
  Injection kill{.how = words.at(3) == "all" ? Injection::How::kill_all : Injection::How::kill_it,
                 .at = named_by(words),
                 .after = words.at(2) == "after"};
  if (overlaps) kill.overlapping = drain.run("second", folder);
  const Traced first = run_traced(drain.run("first", folder), kill, 120);
  Report report{.problems = problems_of_first(drain, first, folder)};
  if (first.reached) report.where = first.reached->text;
  const auto after =
      overlaps ? problems_of(drain, first.overlapping_status) : problems_of_next(drain, folder);
  report.problems.insert(report.problems.end(), after.begin(), after.end());
  return report;
}

}  // namespace

const Attack kill_attack{"kill", cases, run, hindrance_of_ptrace};

}  // namespace sage::crash
