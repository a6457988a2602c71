#include "worker/prepare_workspace.h"

namespace sage {
namespace {

bool set_up(JobInHand& hand) {
  const Job& job = hand.job;
  Workspace& workspace = hand.place.workspace;
  for (const auto& path :
       copy_into_workspace(hand.place.repository.checkout(), workspace.folder(), job.copy))
    hand.note(format("workspace.copy: {} is not in the checkout", excerpt(path, 200)));
  if (!trimmed(job.setup).empty()) {
    AgentRun run = hand.program({"sh", "-c", "exec 2>&1\n" + job.setup});
    run.stdout_log = hand.log("setup.log");
    const AgentRan ran = run_agent(run, hand.watching("preparing"));
    if (ran.end == AgentEnd::cancelled)
      return hand.ends_as(OutcomeKind::cancelled, "cancelled", "");
    if (ran.end != AgentEnd::exited || !ran.status.ok())
      return hand.fails(ran, OutcomeKind::failed, "setup_failed", "workspace.setup failed");
  }
  workspace.mark_set_up();
  return true;
}

}  // namespace

bool prepare_workspace(JobInHand& hand, const ObjectId& commit, bool pristine) {
  const auto start = SteadyClock::now();
  const std::string name = hand.job.kind == JobKind::gate ? "gate" : hand.job.ticket;
  const bool is_new = hand.place.workspace.prepare(commit, "sage/" + name, pristine);
  const bool ready = !is_new || set_up(hand);
  hand.outcome.prepare_ms += milliseconds_since(start);
  if (!ready) return false;
  return !hand.watch.cancelled() || hand.ends_as(OutcomeKind::cancelled, "cancelled", "");
}

}  // namespace sage
