#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "calls.h"

/// Runs a command and everything it starts under ptrace, counts the state-changing calls of each
/// role, and lets something happen at one of them.
namespace sage::crash {

/// `coordinator` is the command itself, `worker` what it starts as `… worker`. Agents and git
/// programs are `other`: theirs are no points.
enum class Role { other, coordinator, worker };
const char* to_string(Role role);

struct Command {
  std::vector<std::string> argv;
  std::vector<std::string> environment;  ///< all of it
  std::filesystem::path folder, out, err;
  std::function<void()> prepare = [] {};  ///< in the new process, before it becomes the command
};

struct Point {
  Role role;
  int number;                       ///< the how-many-th call of this role, from 1
  std::vector<std::string> errors;  ///< those that can be tried here
  std::string text;                 ///< "rename /repo/.sage/stream.lock"
};

struct Injection {
  enum class How { nothing, kill_it, kill_all, fail, fail_from_here };
  How how = How::nothing;
  std::function<bool(const Point&)> at = {};  ///< the first such call; needed unless nothing
  bool after = false;                         ///< of killing: when the call has taken effect
  int error = 0;                              ///< of failing: what the call gives
  std::function<void()> act = [] {};          ///< before anything is killed
  std::optional<Command> overlapping = {};    ///< started, untraced, once the first one has ended
};

struct Traced {
  int status = 0;              ///< of the command, as waitpid(2) gives it
  int overlapping_status = 0;  ///< of the other one
  std::vector<Point> points;
  std::optional<Point> reached;       ///< where the injection took place
  std::vector<std::string> crashes;   ///< processes that a signal such as SIGSEGV ended
  std::vector<std::string> outlived;  ///< processes that had to be killed in the end
  bool timed_out = false;
};

/// To the end of all processes, at most `seconds`; what is left then is killed, and all of it is
/// reaped. This process must be without other children; it becomes a subreaper. Throws
/// std::system_error if ptrace is not permitted.
Traced run_traced(const Command& command, const Injection& injection, int seconds);

/// The same without a tracer.
Traced run_plainly(const Command& command, int seconds);

}  // namespace sage::crash
