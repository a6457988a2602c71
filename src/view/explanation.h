#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "view/sections.h"

/// Why a ticket is where it is, and what to do about it: schema "sage.explain/1"
/// (docs/PLANNING.md), member by member.
namespace sage {

/// What a ticket waits for.
struct Awaited {
  std::string id, title;
  std::string standing;  ///< as of the ticket itself
  std::string how_far;   ///< "running for 3m 05s, attempt 2 on worker 1"; or empty
};
BOOST_DESCRIBE_STRUCT(Awaited, (), (id, title, standing, how_far))

struct Waiting {
  std::vector<Awaited> tickets;  ///< itself
  std::size_t to_be_done = 0;    ///< tickets that must be done before it, all together
  std::int64_t at_least_ms = 0;  ///< their critical path
  bool times_assumed = false;    ///< as no past run tells
};
BOOST_DESCRIBE_STRUCT(Waiting, (), (tickets, to_be_done, at_least_ms, times_assumed))

struct InLine {
  std::size_t place = 0, of = 0;               ///< among the ready tickets
  std::vector<std::string> shares_files_with;  ///< running; it starts after them
};
BOOST_DESCRIBE_STRUCT(InLine, (), (place, of, shares_files_with))

/// What a stream does with it now; or, where none runs, its finished result.
struct InHand {
  std::string phase;  ///< as in sage.status/1
  std::string doing;
  int attempt = 0, worker = -1;
  std::int64_t worker_pid = 0, for_ms = 0;
  std::string since, run, logs;
};
BOOST_DESCRIBE_STRUCT(InHand, (),
                      (phase, doing, attempt, worker, worker_pid, for_ms, since, run, logs))

struct DoneBy {
  std::string how;  ///< "landed", "no_change", "closed" or "unknown"
  ObjectId commit;
  std::string subject, run, summary;
};
BOOST_DESCRIBE_STRUCT(DoneBy, (), (how, commit, subject, run, summary))

struct Deferral {
  std::string id, title, category, message, last_error, at;
  int attempts = 0;
  ObjectId result;         ///< kept, if there is one
  std::string result_ref;  ///< where
};
BOOST_DESCRIBE_STRUCT(Deferral, (),
                      (id, title, category, message, last_error, at, attempts, result, result_ref))

struct Tried {
  int attempt = 0;
  std::string category, message, logs;
};
BOOST_DESCRIBE_STRUCT(Tried, (), (attempt, category, message, logs))

/// One thing to do: by a command, or by a person alone (no command).
struct Step {
  std::string what, command;
};
BOOST_DESCRIBE_STRUCT(Step, (), (what, command))

struct Explanation {
  std::string schema = "sage.explain/1";
  std::string id, title, state, standing, component, priority;
  bool container = false;
  std::optional<InLine> ready;
  std::optional<Waiting> waiting;
  std::vector<std::string> chain;  ///< blocked: from it to a deferred ticket
  std::vector<Deferral> deferred;  ///< it, or all that block it, in the order to mend them
  std::optional<InHand> running;
  std::optional<DoneBy> done;
  std::string last_run;      ///< the newest run that had to do with it
  std::vector<Tried> tried;  ///< what failed in that run
  std::vector<Step> steps;   ///< what to do, in order
};
BOOST_DESCRIBE_STRUCT(Explanation, (),
                      (schema, id, title, state, standing, component, priority, container, ready,
                       waiting, chain, deferred, running, done, last_run, tried, steps))

std::string explanation_text(const Explanation& about, const ReportOptions& options);

}  // namespace sage
