#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/run_agent.h"
#include "worker/do_job.h"

namespace sage {

/// A job that is being done: what its steps share. A step gives whether the next one is to follow;
/// if not, `outcome` says why.
struct JobInHand {
  JobInHand(const Job& job, const JobPlace& place, const JobWatch& watch);

  const Job& job;
  const JobPlace& place;
  const JobWatch& watch;
  Outcome outcome;
  int asked = 0;                ///< how often the agent was
  const std::string setup_key;  ///< what a workspace for it is to be set up with
  /// What the job's `carry` told of itself, where the workspace began with it merged onto the base.
  std::optional<Outcome> carried{};

  fs::path log(const std::string& name) const { return fs::path(job.log_folder) / name; }
  fs::path scratch(const std::string& name) const { return place.workspace.scratch() / name; }
  fs::path ticket_file() const { return scratch("ticket.json"); }

  /// A program in the workspace, under the job's limits, told of the job in its environment, and of
  /// `variables`.
  AgentRun program(std::vector<std::string> argv,
                   const std::vector<std::string>& variables = {}) const;
  /// Tells what it prints as activity of `phase`.
  AgentWatch watching(const std::string& phase) const;

  void note(const std::string& text);  ///< once
  /// Both give false.
  bool ends_as(OutcomeKind kind, const char* category, const std::string& message);
  bool fails(const AgentRan& ran, OutcomeKind kind, const char* category,
             const std::string& subject);
};

/// Logs and what programs read: nothing that a crash may not lose.
void write_plain(const fs::path& path, std::string_view text);

/// The end of what a program printed, fit for a report.
std::string last_words(std::string_view output);

std::int64_t milliseconds_since(SteadyTime start);

}  // namespace sage
