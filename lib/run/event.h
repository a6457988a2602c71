#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/object_id.h"
#include "check/check.h"
#include "os/clock.h"

/// What can happen in a run: the one vocabulary that the journal, the terminal, NDJSON, `status`
/// and every report share. Each is one JSON line: {"t":time,"event":name,members…}. Times in
/// milliseconds unless said.
namespace sage::event {

/// A run began. `worker_limit`: how many workers may run at once.
struct RunStarted {
  static constexpr const char* name = "run_started";
  std::string run, version, branch, command;
  int worker_limit = 1;
  std::int64_t pid = 0;
  std::uint64_t tickets = 0;  ///< of the backlog, containers included
  std::uint64_t done = 0;     ///< of them COMPLETED before the run
  std::string workspaces;     ///< which they are: "plain", "overlay"
};
BOOST_DESCRIBE_STRUCT(RunStarted, (),
                      (run, version, branch, command, worker_limit, pid, tickets, done, workspaces))

/// How many tickets stand where; follows every change of the plan (not journalled).
struct Counts {
  static constexpr const char* name = "counts";
  std::uint64_t total = 0, done = 0, running = 0, ready = 0, waiting = 0, blocked = 0, deferred = 0;
};
BOOST_DESCRIBE_STRUCT(Counts, (), (total, done, running, ready, waiting, blocked, deferred))

struct TicketStarted {
  static constexpr const char* name = "ticket_started";
  std::string ticket, title;
  int attempt = 1;
  int worker = 0;  ///< slot number, from 0
  std::int64_t worker_pid = 0;
  std::uint64_t worker_start_time = 0;  ///< with the pid, names the process for good
  ObjectId base;
};
BOOST_DESCRIBE_STRUCT(TicketStarted, (),
                      (ticket, title, attempt, worker, worker_pid, worker_start_time, base))

/// What the agent is doing now (not journalled).
struct Progress {
  static constexpr const char* name = "progress";
  /// phase: preparing, working, collecting, checking, mending (asked again after a failed check);
  /// of a gate job: preparing, testing.
  std::string ticket, phase, activity;
  int worker = 0;
};
BOOST_DESCRIBE_STRUCT(Progress, (), (ticket, phase, activity, worker))

struct AttemptFailed {
  static constexpr const char* name = "attempt_failed";
  std::string ticket;
  int attempt = 1;
  std::string category, message;  ///< category: the words of docs/OUTCOMES.md
  std::int64_t retry_in_ms = -1;  ///< -1: this was the last attempt
  std::int64_t agent_ms = 0;
  std::string log;  ///< folder of the attempt's logs
};
BOOST_DESCRIBE_STRUCT(AttemptFailed, (),
                      (ticket, attempt, category, message, retry_in_ms, agent_ms, log))

/// An agent asked to be tried later (exit 75); nothing new starts before `until`.
struct Slowed {
  static constexpr const char* name = "slowed";
  std::string ticket;
  std::int64_t wait_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Slowed, (), (ticket, wait_ms))

/// A result is stored under its ref and waits in the commit queue.
struct ResultQueued {
  static constexpr const char* name = "result_queued";
  std::string ticket;
  int attempt = 1;
  ObjectId base, result;
  std::vector<std::string> files;
  std::string summary;
  std::int64_t agent_ms = 0, prepare_ms = 0, collect_ms = 0, check_ms = 0;
  std::vector<CheckReport> checks;  ///< the ticket's own; all PASS
  int fix_rounds = 0;               ///< how often the agent was asked again until they did
};
BOOST_DESCRIBE_STRUCT(ResultQueued, (),
                      (ticket, attempt, base, result, files, summary, agent_ms, prepare_ms,
                       collect_ms, check_ms, checks, fix_rounds))

/// What was made for a ticket (queued, or carried on by its running agent) will not merge once
/// `with`, which is ahead of it, has landed.
struct ConflictForeseen {
  static constexpr const char* name = "conflict_foreseen";
  std::string ticket, with;
  std::vector<std::string> paths;
};
BOOST_DESCRIBE_STRUCT(ConflictForeseen, (), (ticket, with, paths))

/// A worker tests the tree that would land with `ticket`, after `ahead` (ticket empty: the
/// branch's own tree).
struct GateStarted {
  static constexpr const char* name = "gate_started";
  std::string ticket;
  ObjectId commit, tree;
  std::vector<std::string> ahead;
  int worker = 0;
};
BOOST_DESCRIBE_STRUCT(GateStarted, (), (ticket, commit, tree, ahead, worker))

/// What the gate said of that tree. Not yet the end of the ticket: those ahead of it may fail,
/// and then it is tested on another tree.
struct GateFinished {
  static constexpr const char* name = "gate_finished";
  std::string ticket;
  ObjectId commit, tree;
  Verdict verdict = Verdict::NOT_RUN;
  std::vector<CheckReport> checks;
  bool remembered = false;  ///< the verdict of an earlier test of the same tree
  std::int64_t gate_ms = 0;
};
BOOST_DESCRIBE_STRUCT(GateFinished, (),
                      (ticket, commit, tree, verdict, checks, remembered, gate_ms))

/// A test that was ended without a verdict: what it tested is not wanted any more.
struct GateDropped {
  static constexpr const char* name = "gate_dropped";
  std::string ticket;
  ObjectId commit, tree;
};
BOOST_DESCRIBE_STRUCT(GateDropped, (), (ticket, commit, tree))

/// A result does not merge with what has landed since its base.
struct Conflicted {
  static constexpr const char* name = "conflicted";
  std::string ticket;
  int attempt = 1;
  std::vector<std::string> paths;
};
BOOST_DESCRIBE_STRUCT(Conflicted, (), (ticket, attempt, paths))

/// A result cannot land yet: local edits, a merge in progress … It stays queued.
struct LandingHeld {
  static constexpr const char* name = "landing_held";
  std::string ticket, reason;
  std::vector<std::string> paths;
};
BOOST_DESCRIBE_STRUCT(LandingHeld, (), (ticket, reason, paths))

/// About to move the branch: the promise that recovery checks (synced before the swap). `ticket`
/// is empty for a commit that only records states; no Landed follows that. `reverts`: the landing
/// commit that is rolled back (`result` is zero then, and a RolledBack follows), with what
/// RolledBack calls `reopened`.
struct LandingIntent {
  static constexpr const char* name = "landing_intent";
  std::string ticket, ref;
  ObjectId result, old_tip, new_tip, reverts{};
  std::vector<std::string> reopened{};
};
BOOST_DESCRIBE_STRUCT(LandingIntent, (), (ticket, ref, result, old_tip, new_tip, reverts, reopened))

struct Landed {
  static constexpr const char* name = "landed";
  std::string ticket;
  ObjectId result, commit;
  std::uint64_t files = 0;
  std::int64_t landing_ms = 0;
  /// Files that the branch had changed too: merged by lines, so they differ from the result's.
  std::vector<std::string> merged{};
};
BOOST_DESCRIBE_STRUCT(Landed, (), (ticket, result, commit, files, landing_ms, merged))

/// A landing was taken back by a commit of its own: the ticket is UNPROCESSED again.
struct RolledBack {
  static constexpr const char* name = "rolled_back";
  std::string ticket;
  ObjectId landing, commit;           ///< what was taken back, and by what
  std::vector<std::string> reopened;  ///< other tickets that are not done without it
};
BOOST_DESCRIBE_STRUCT(RolledBack, (), (ticket, landing, commit, reopened))

/// The agent finished and changed nothing: COMPLETED without a commit of its own.
struct NoChange {
  static constexpr const char* name = "no_change";
  std::string ticket, summary;
  int attempt = 1;
  std::int64_t agent_ms = 0;
  std::vector<std::string> tasks_done{};  ///< ids of its sub-tasks
};
BOOST_DESCRIBE_STRUCT(NoChange, (), (ticket, summary, attempt, agent_ms, tasks_done))

/// A container whose children are all done.
struct Closed {
  static constexpr const char* name = "closed";
  std::string ticket;
};
BOOST_DESCRIBE_STRUCT(Closed, (), (ticket))

struct Deferred {
  static constexpr const char* name = "deferred";
  std::string ticket, category, message;
  int attempts = 0;
  std::string last_error;
  ObjectId result;  ///< kept under its ref, if there is one
};
BOOST_DESCRIBE_STRUCT(Deferred, (), (ticket, category, message, attempts, last_error, result))

/// Cannot start in this run: `chain` leads from it to the deferred ticket.
struct Blocked {
  static constexpr const char* name = "blocked";
  std::string ticket;
  std::vector<std::string> chain;
};
BOOST_DESCRIBE_STRUCT(Blocked, (), (ticket, chain))

/// The attempt was ended because the run is; the ticket goes back.
struct Cancelled {
  static constexpr const char* name = "cancelled";
  std::string ticket;
  int attempt = 1;
};
BOOST_DESCRIBE_STRUCT(Cancelled, (), (ticket, attempt))

struct WorkerLost {
  static constexpr const char* name = "worker_lost";
  int worker = 0;
  std::string ticket, message;
};
BOOST_DESCRIBE_STRUCT(WorkerLost, (), (worker, ticket, message))

/// The next run found something of an earlier one: `how` says what was done about it. `title` and
/// `files`: of the ticket and of its result, which no other event of this run tells.
struct Recovered {
  static constexpr const char* name = "recovered";
  std::string ticket, how;
  std::string title{};
  std::vector<std::string> files{};
};
BOOST_DESCRIBE_STRUCT(Recovered, (), (ticket, how, title, files))

/// The index was edited from outside during the run and read again.
struct IndexReloaded {
  static constexpr const char* name = "index_reloaded";
  std::uint64_t tickets = 0, added = 0;
};
BOOST_DESCRIBE_STRUCT(IndexReloaded, (), (tickets, added))

/// Work on `from` found a new ticket.
struct Discovered {
  static constexpr const char* name = "discovered";
  std::string ticket, title, from;
};
BOOST_DESCRIBE_STRUCT(Discovered, (), (ticket, title, from))

/// The branch stands at `commit` on a remote now; before, it did not.
struct Pushed {
  static constexpr const char* name = "pushed";
  std::string ref, remote;
  ObjectId commit;
  std::int64_t push_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Pushed, (), (ref, remote, commit, push_ms))

struct PushFailed {
  static constexpr const char* name = "push_failed";
  std::string ref, remote;
  ObjectId commit;
  std::string message;  ///< git's own words, lines
};
BOOST_DESCRIBE_STRUCT(PushFailed, (), (ref, remote, commit, message))

struct Warning {
  static constexpr const char* name = "warning";
  std::string ticket, message;  ///< ticket may be empty
};
BOOST_DESCRIBE_STRUCT(Warning, (), (ticket, message))

struct Interrupted {
  static constexpr const char* name = "interrupted";
  int signal = 0;
  bool agents_ended = false;  ///< false: they may finish
};
BOOST_DESCRIBE_STRUCT(Interrupted, (), (signal, agents_ended))

/// `all_recorded`: nothing of this run is left for the next one to write down or to wait for.
struct RunFinished {
  static constexpr const char* name = "run_finished";
  int exit_code = 0;
  std::int64_t wall_ms = 0;
  bool all_recorded = true;
};
BOOST_DESCRIBE_STRUCT(RunFinished, (), (exit_code, wall_ms, all_recorded))

}  // namespace sage::event

namespace sage {

using EventBody =
    std::variant<event::RunStarted, event::Counts, event::TicketStarted, event::Progress,
                 event::AttemptFailed, event::Slowed, event::ResultQueued, event::ConflictForeseen,
                 event::GateStarted, event::GateFinished, event::GateDropped, event::Conflicted,
                 event::LandingHeld, event::LandingIntent, event::Landed, event::RolledBack,
                 event::NoChange, event::Closed, event::Deferred, event::Blocked, event::Cancelled,
                 event::WorkerLost, event::Recovered, event::IndexReloaded, event::Discovered,
                 event::Pushed, event::PushFailed, event::Warning, event::Interrupted,
                 event::RunFinished>;

struct Event {
  WallTime at = 0;
  EventBody body;
};

/// One line, with its newline; fit to be printed.
std::string to_line(const Event& event);

/// The reverse; nothing for an event of a newer program. Throws Error(invalid_input) beginning
/// with `where` if the line is not such a document.
std::optional<Event> parse_event(std::string_view line, const std::string& where);

/// Progress and Counts are shown but not journalled.
bool is_journalled(const Event& event);

/// What must survive power loss before the run goes on: the facts that no other durable record
/// holds. A queued result is not one (its ref and its queue entry are), neither is a started
/// ticket (it is simply done again) or a closed container (it follows from its children).
bool must_be_synced(const Event& event);

/// Something that takes in events: the journal, a view.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void take(const Event& event) = 0;
  /// Several in their order; what must be synced is synced once, for all of them.
  virtual void take_all(std::span<const Event> events) {
    for (const Event& event : events) take(event);
  }
};

}  // namespace sage
