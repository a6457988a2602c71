#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "report/time_spent.h"
#include "run/run_state.h"
#include "ticket/ticket.h"

/// What every report is made from: all there is to tell of one run, as values. All text is UTF-8.
/// Written as JSON it is the document sage.report/1 (docs/REPORTS.md), member by member.
namespace sage {

/// A text from a file, cut to what a report can hold.
struct TextFacts {
  std::string name;  ///< the file's own name
  std::string text;
  std::uint64_t left_out = 0;  ///< bytes of it that are not here
};
BOOST_DESCRIBE_STRUCT(TextFacts, (), (name, text, left_out))

struct AttemptFacts {
  int number = 1;
  std::int64_t begin_ms = 0, end_ms = 0;  ///< since the run began
  std::string end;                        ///< as of Stretch
  std::string folder;                     ///< of its logs, from the checkout
  std::vector<TextFacts> prompts, logs;   ///< of a log: its end
};
BOOST_DESCRIBE_STRUCT(AttemptFacts, (), (number, begin_ms, end_ms, end, folder, prompts, logs))

struct FileFacts {
  std::string path;
  std::string change;  ///< "added", "deleted" or "modified"
  std::uint64_t insertions = 0, deletions = 0;
  bool binary = false;  ///< or too large to be compared
};
BOOST_DESCRIBE_STRUCT(FileFacts, (), (path, change, insertions, deletions, binary))

/// What a commit changed: the one that landed, or the result that is kept of a ticket that did not.
struct ChangeFacts {
  ObjectId commit;
  std::string message;
  std::vector<FileFacts> files;
  TextFacts diff;
};
BOOST_DESCRIBE_STRUCT(ChangeFacts, (), (commit, message, files, diff))

struct TicketFacts {
  std::string id, title, component, type, priority;
  /// A phase of docs/OUTPUT.md; or, of a ticket that the run did not come to, what its state in the
  /// index says now: "done", "deferred" or "not_started".
  std::string state;
  std::uint64_t line = 0;                     ///< in the index; 0: it does not hold the ticket
  std::vector<std::string> depends_on;        ///< of a container: its children too
  std::string category, message, last_error;  ///< why it is deferred, or last failed
  std::vector<std::string> blocked_by;        ///< the chain down to the deferred ticket
  std::string summary;                        ///< its agent's own
  int attempts_made = 0, fix_rounds = 0;
  std::int64_t agent_ms = 0, check_ms = 0, gate_ms = 0, queue_ms = 0;
  std::int64_t begin_ms = -1, settled_ms = -1;   ///< since the run began; -1: did not happen
  std::vector<CheckReport> checks, gate_checks;  ///< the newest word of each
  std::string gate_verdict;                      ///< or empty
  bool gate_remembered = false;                  ///< of an earlier test of the same tree
  ObjectId commit, result;
  std::optional<ChangeFacts> change;
  std::vector<AttemptFacts> attempts;

  std::int64_t lead_ms() const {
    return begin_ms < 0 || settled_ms < 0 ? 0 : settled_ms - begin_ms;
  }
};
BOOST_DESCRIBE_STRUCT(TicketFacts, (),
                      (id, title, component, type, priority, state, line, depends_on, category,
                       message, last_error, blocked_by, summary, attempts_made, fix_rounds,
                       agent_ms, check_ms, gate_ms, queue_ms, begin_ms, settled_ms, checks,
                       gate_checks, gate_verdict, gate_remembered, commit, result, change,
                       attempts))

struct StateCount {
  std::string state;
  std::uint64_t tickets = 0;
};
BOOST_DESCRIBE_STRUCT(StateCount, (), (state, tickets))

struct ComponentFacts {
  std::string component;
  std::uint64_t tickets = 0, done = 0;  ///< done: by this run or not
  std::uint64_t done_now = 0;           ///< by this run
  std::uint64_t deferred = 0, blocked = 0;
  std::int64_t agent_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ComponentFacts, (),
                      (component, tickets, done, done_now, deferred, blocked, agent_ms))

/// How fast tickets came to an end.
struct Velocity {
  std::uint64_t done = 0;          ///< by this run: landed or without a change; no containers
  double per_hour = 0;             ///< 0: nothing, or no time
  std::int64_t mean_agent_ms = 0;  ///< of those done
  std::int64_t mean_lead_ms = 0;   ///< from the first start to the end, of those done
};
BOOST_DESCRIBE_STRUCT(Velocity, (), (done, per_hour, mean_agent_ms, mean_lead_ms))

/// A run in one line: this one and those before it.
struct RunLine {
  std::string run, started;
  std::uint64_t done = 0, deferred = 0;
  std::int64_t wall_ms = 0, agent_ms = 0;
};
BOOST_DESCRIBE_STRUCT(RunLine, (), (run, started, done, deferred, wall_ms, agent_ms))

struct RunFacts {
  std::string schema = "sage.report/1";
  std::string run, branch, version, command;
  std::string standing;  ///< "finished", "going on" or "cut short"
  std::string started;
  std::int64_t wall_ms = 0;
  int worker_limit = 0;
  std::optional<int> exit_code;
  std::vector<StateCount> states;  ///< those that occur, in the order of a ticket's way
  std::vector<ComponentFacts> components;
  Velocity velocity;
  std::vector<RunLine> runs;  ///< oldest first, this one last
  TimeSpent time;
  std::vector<Stretch> timeline;
  std::vector<TicketFacts> tickets;  ///< in the order of the index; then those it does not hold
  std::vector<std::string> warnings;
};
BOOST_DESCRIBE_STRUCT(RunFacts, (),
                      (schema, run, branch, version, command, standing, started, wall_ms,
                       worker_limit, exit_code, states, components, velocity, runs, time, timeline,
                       tickets, warnings))

/// The facts that the journal and the backlog (null: it could not be read) hold. `now`: the time if
/// the run goes on, else 0. What lies in git and in the log folders is for the caller to add.
RunFacts facts_of(const std::vector<Event>& events, const Backlog* backlog, WallTime now);

/// The landings of these tickets have been taken back since the run: they are rolled back, not
/// landed.
void take_back(const std::set<std::string>& tickets, RunFacts& facts);

RunLine line_of(const RunState& run);

/// The tickets in one state.
std::vector<const TicketFacts*> in_state(const RunFacts& facts, std::string_view state);

/// Whether this run brought the ticket to a good end: landed, no change or closed.
bool is_done_now(const TicketFacts& ticket);

/// Whether it is this run that deferred it.
bool is_deferred_now(const TicketFacts& ticket);

}  // namespace sage
