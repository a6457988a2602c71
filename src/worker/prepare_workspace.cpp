#include "worker/prepare_workspace.h"

namespace sage {
namespace {

/// What it leaves is there before the agent is: none of it may be taken for the agent's work.
bool leaves_only_ignored(JobInHand& hand) {
  const std::string left = what_differs(hand.place.workspace);
  return left.empty() ||
         hand.ends_as(OutcomeKind::failed, "setup_failed",
                      format("workspace.copy and workspace.setup must leave only what git ignores: "
                             "add {} to .gitignore or .git/info/exclude",
                             left));
}

bool run_setup(JobInHand& hand) {
  AgentRun run = hand.program({"sh", "-c", "exec 2>&1\n" + hand.job.setup});
  run.stdout_log = hand.log("setup.log");
  const AgentRan ran = run_agent(run, hand.watching("preparing"));
  if (ran.end == AgentEnd::cancelled) return hand.ends_as(OutcomeKind::cancelled, "cancelled", "");
  return (ran.end == AgentEnd::exited && ran.status.ok()) ||
         hand.fails(ran, OutcomeKind::failed, "setup_failed", "workspace.setup failed");
}

bool set_up(JobInHand& hand) {
  const Job& job = hand.job;
  Workspace& workspace = hand.place.workspace;
  const bool has_setup = !trimmed(job.setup).empty();
  for (const auto& path :
       copy_into_workspace(hand.place.repository.checkout(), workspace.folder(), job.copy))
    hand.note(format("workspace.copy: {} is not in the checkout", excerpt(path, 200)));
  if (has_setup && !run_setup(hand)) return false;
  if ((has_setup || !job.copy.empty()) && !leaves_only_ignored(hand)) return false;
  workspace.mark_set_up(hand.setup_key);
  return true;
}

}  // namespace

bool prepare_workspace(JobInHand& hand, const ObjectId& commit, bool pristine) {
  const auto start = SteadyClock::now();
  const std::string name = hand.job.kind == JobKind::work ? hand.job.ticket : "gate";
  Workspace& workspace = hand.place.workspace;
  const bool afresh = pristine || !workspace.is_set_up(hand.setup_key);
  const bool is_new = workspace.prepare(commit, "sage/" + name, afresh);
  const bool ready = !is_new || set_up(hand);
  hand.outcome.prepare_ms += milliseconds_since(start);
  if (!ready) return false;
  return !hand.watch.cancelled() || hand.ends_as(OutcomeKind::cancelled, "cancelled", "");
}

std::string what_differs(Workspace& workspace) {
  const Differences found = workspace.differences();
  if (!found.odd.empty()) return escaped(found.odd);
  std::vector<std::string> paths;
  for (const auto& change : found.changes) paths.push_back(excerpt(change.path, 200));
  return listing(paths);
}

}  // namespace sage
