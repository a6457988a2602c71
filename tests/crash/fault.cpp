// A system call fails: once (a disk's bad block, a moment's shortage), or from there on whatever
// can fail in that way (a full disk, a table of files that stays full) until the run ends.
#include "attack.h"
#include "base/text.h"

namespace sage::crash {
namespace {

std::vector<std::string> cases(const Setup& setup) {
  std::vector<std::string> names;
  for (const Point& point : setup.points)
    for (const auto& error : point.errors)
      for (const char* how : {"once", "on"})
        names.push_back(format("{}:{}:{}:{}", to_string(point.role), point.number, error, how));
  return names;
}

Report run(const Setup& setup, const Words& words, const fs::path& folder) {
  const Drain drain(setup.program, folder / "drain", setup.workers);
  drain.copy_from(setup.made);
  const int error = error_number(words.at(2));
  const Injection fault{
      .how = words.at(3) == "on" ? Injection::How::fail_from_here : Injection::How::fail,
      .at = named_by(words),
      .error = error};
  const Traced first = run_traced(drain.run("first", folder), fault, 150);
  Report report{.problems = problems_of_faulty(drain, first, error, folder)};
  if (first.reached) report.where = first.reached->text;
  const auto after = problems_of_next(drain, folder);
  report.problems.insert(report.problems.end(), after.begin(), after.end());
  return report;
}

}  // namespace

const Attack fault_attack{"fault", cases, run, hindrance_of_ptrace};

}  // namespace sage::crash
