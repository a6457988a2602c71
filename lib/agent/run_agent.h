#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "os/clock.h"
#include "os/process.h"

namespace sage {

struct AgentRun {
  std::vector<std::string> argv;
  std::filesystem::path folder;                  ///< the workspace
  std::vector<std::string> environment;          ///< all of it; see agent_environment
  std::filesystem::path stdin_file;              ///< empty: /dev/null
  std::filesystem::path stdout_log, stderr_log;  ///< empty: only the tail is kept
  std::uint64_t log_bytes = 16 << 20;  ///< kept of each; what comes after is drained and the
                                       ///< log ends with a line that says it was cut
  Milliseconds timeout{0}, stall{0}, grace{10'000};  ///< 0 = none
};

enum class AgentEnd { exited, timed_out, stalled, cancelled, not_started };

struct AgentRan {
  AgentEnd end = AgentEnd::exited;
  ExitStatus status;
  std::string problem;  ///< not_started: why
  bool log_cut = false;
  bool left_processes = false;  ///< something was still running when the agent had ended
  std::string stdout_tail;      ///< the last 64 KB
  std::string stderr_tail;      ///< the last 4 KB
  std::int64_t milliseconds = 0;
};

/// What the caller is told and asked while the agent runs.
struct AgentWatch {
  int wake_fd = -1;  ///< `cancelled` is asked again when this can be read
  std::function<bool()> cancelled = [] { return false; };
  /// At most once a second: the last line it printed, made fit for a terminal.
  std::function<void(const std::string& activity)> activity = [](const std::string&) {};
};

/// Runs an agent in its own session, drains its output to capped logs, and ends it as a tree:
/// at a timeout, a stall or a cancel SIGTERM to its group, `grace`, then SIGKILL to everything
/// below this process; after a normal end everything it left behind likewise, at once. When this
/// returns, no process of the agent is left. Precondition: this process is a subreaper
/// and has no other children.
AgentRan run_agent(const AgentRun& run, const AgentWatch& watch);

/// The environment an agent gets: `base` without git's own GIT_* variables, plus `extra`.
std::vector<std::string> agent_environment(const std::vector<std::string>& base,
                                           const std::vector<std::string>& extra);

}  // namespace sage
