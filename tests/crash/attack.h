#pragma once

#include "drain.h"

/// The ways in which a drain is attacked. Each has a list of cases, every one with a name that
/// repeats it ("coordinator:17:before:it"); every one makes a drain of its own, lets the first run
/// meet the attack, and asks what holds after a second one.
namespace sage::crash {

/// What the cases share; made once.
struct Setup {
  fs::path program;
  int workers;
  Drain made;                 ///< the repository that each case gets a copy of
  std::vector<Point> points;  ///< of a drain that nothing happens to
};

struct Report {
  std::string where = {};                  ///< what the attack hit; empty: it came too late
  std::vector<std::string> problems = {};  ///< what does not hold
};

using Words = std::vector<std::string>;  // of a case's name

struct Attack {
  const char* name;
  std::vector<std::string> (*cases)(const Setup&);
  /// `folder` is empty and the case's own.
  Report (*run)(const Setup&, const Words& words, const fs::path& folder);
  /// Why it cannot be made on this machine; empty if it can.
  std::string (*hindrance)();
};

extern const Attack kill_attack, fault_attack, few_files_attack, full_disk_attack,
    power_loss_attack;

/// The point that a case's name begins with: "coordinator:17".
std::function<bool(const Point&)> named_by(const Words& words);
std::string hindrance_of_ptrace();

/// The run after the first one, and another where the fault made the first one defer tickets.
std::vector<std::string> problems_of_next(const Drain& drain, const fs::path& folder);

}  // namespace sage::crash
