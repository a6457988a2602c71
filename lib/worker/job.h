#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/object_id.h"
#include "check/check.h"
#include "check/ticket_checks.h"

namespace sage {

/// How to ask an agent. `argv` may hold the placeholders of docs/AGENTS.md.
struct AgentSpec {
  std::string name;               ///< "script", a preset's or a configured name
  std::vector<std::string> argv;  ///< no shell unless asked for
  std::string prompt = "stdin";   ///< "stdin": the prompt comes on stdin; "file": only as a file
  std::string usage;              ///< how its output tells tokens and cost: a preset's name or ""
};
BOOST_DESCRIBE_STRUCT(AgentSpec, (), (name, argv, prompt, usage))

/// One earlier attempt at the same ticket, told in the next prompt.
struct EarlierAttempt {
  int attempt = 1;
  std::string problem;             ///< what went wrong, one or more lines
  ObjectId result;                 ///< what it had made, if anything
  std::vector<std::string> paths;  ///< the conflicting ones, for a conflict
  bool carry = false;              ///< later attempts go on from `result`
};
BOOST_DESCRIBE_STRUCT(EarlierAttempt, (), (attempt, problem, result, paths, carry))

/// Limits in milliseconds; 0 = none.
struct Limits {
  std::int64_t timeout_ms = std::int64_t{30} * 60 * 1000;
  std::int64_t stall_ms = 0;           ///< ended when it printed nothing for so long
  std::int64_t grace_ms = 10'000;      ///< between SIGTERM and SIGKILL
  std::uint64_t log_bytes = 16 << 20;  ///< of stdout and of stderr that are kept
};
BOOST_DESCRIBE_STRUCT(Limits, (), (timeout_ms, stall_ms, grace_ms, log_bytes))

enum class JobKind {
  work,   ///< an agent works on the ticket
  gate,   ///< `checks` are run on exactly the tree of `base`, in a workspace that no agent uses
  hooks,  ///< the user's own hooks are asked of the commit `base`, there too
};
BOOST_DESCRIBE_ENUM(JobKind, work, gate, hooks)

/// One piece of work for a worker: this ticket, from this base, with this agent.
struct Job {
  std::uint64_t id = 0;  ///< names it within the run: its outcome carries it
  JobKind kind = JobKind::work;
  std::string run, ticket, title;
  int attempt = 1;
  ObjectId base;
  /// An earlier result of the ticket to go on from: merged onto `base` before the agent begins, and
  /// sub-tasks that it says are done are left out (where it conflicts: it is left out itself, and
  /// noted). Zero: the agent begins at `base`.
  ObjectId carry;
  std::string ticket_json;  ///< the ticket's own bytes in the index
  AgentSpec agent;
  std::vector<EarlierAttempt> earlier;
  Limits limits;
  std::string log_folder;         ///< absolute; made by the worker
  std::string result_ref;         ///< where the result is pinned
  std::string setup;              ///< command run once per new workspace (sh -c), or empty
  std::vector<std::string> copy;  ///< paths taken along from the checkout into a new workspace
  bool pristine = false;          ///< ignored files do not stay between tickets
  std::vector<Check> checks;      ///< in this order, up to the first that is not a PASS
  int fix_rounds = 3;             ///< how often the agent is asked again when one is not
  std::vector<SubTask> tasks;     ///< the agent is asked for each in turn; then for `checks`
};
BOOST_DESCRIBE_STRUCT(Job, (),
                      (id, kind, run, ticket, title, attempt, base, carry, ticket_json, agent,
                       earlier, limits, log_folder, result_ref, setup, copy, pristine, checks,
                       fix_rounds, tasks))

enum class OutcomeKind {
  completed,  ///< `result` holds what changed
  no_change,  ///< the agent is content and changed nothing
  deferred,   ///< the agent said DEFERRED, or its checks did not pass in all rounds: `result`, if
              ///< there is one, holds what it made and is not to land
  failed,     ///< exit status, signal, cannot be started, workspace.setup failed; in this one and
              ///< the next four `result` may hold what sub-tasks did that were done before
  timed_out,  ///< over timeout_ms
  stalled,    ///< over stall_ms without output
  try_later,  ///< exit 75
  refused,    ///< what it made can never land: a filter path, a nested repository …; not retried
  cancelled,  ///< ended because the coordinator said so
  checked,    ///< of a gate or hooks job: `checks` says what came of it
};
BOOST_DESCRIBE_ENUM(OutcomeKind, completed, no_change, deferred, failed, timed_out, stalled,
                    try_later, refused, cancelled, checked)

struct DiscoveredTicket {
  std::string title, description, type, priority;
};
BOOST_DESCRIBE_STRUCT(DiscoveredTicket, (), (title, description, type, priority))

/// What became of a sub-task.
struct TaskEnd {
  std::string id;
  bool done = false;
  int fix_rounds = 0;   ///< how often the agent was asked again
  std::string problem;  ///< why it is not done, one line; empty also where it was not reached
};
BOOST_DESCRIBE_STRUCT(TaskEnd, (), (id, done, fix_rounds, problem))

/// What became of a job.
struct Outcome {
  std::uint64_t job = 0;  ///< the job's id
  std::string ticket;
  int attempt = 1;
  OutcomeKind kind = OutcomeKind::failed;
  ObjectId base, result;
  std::vector<std::string> files;  ///< changed paths
  std::string summary;             ///< the agent's own words, for the commit's body
  std::string message;             ///< why it did not complete, one line
  std::string category;            ///< the word for it in defer_reason (docs/OUTCOMES.md)
  std::string last_error;          ///< the end of its stderr (or stdout), at most 4 KB
  std::vector<DiscoveredTicket> discovered;
  std::vector<std::string> notes;   ///< what was left out or cut: index edits, fifos, logs …
  std::vector<CheckReport> checks;  ///< the last round's
  int fix_rounds = 0;               ///< how often the agent was asked again, sub-tasks apart
  std::vector<TaskEnd> tasks;       ///< one for each of the job's
  std::string landing_message;      ///< of a hooks job: what commit-msg made of the whole message
  std::int64_t prepare_ms = 0, agent_ms = 0, check_ms = 0, collect_ms = 0;
  std::uint64_t input_tokens = 0, output_tokens = 0;
  double cost_usd = 0;
};
BOOST_DESCRIBE_STRUCT(Outcome, (),
                      (job, ticket, attempt, kind, base, result, files, summary, message, category,
                       last_error, discovered, notes, checks, fix_rounds, tasks, landing_message,
                       prepare_ms, agent_ms, check_ms, collect_ms, input_tokens, output_tokens,
                       cost_usd))

/// The ids of the sub-tasks that are done.
std::vector<std::string> tasks_done(const Outcome& outcome);

/// What the worker is doing, at most once a second.
struct Alive {
  std::string ticket, phase, activity;
};
BOOST_DESCRIBE_STRUCT(Alive, (), (ticket, phase, activity))

}  // namespace sage
