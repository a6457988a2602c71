#include "worker/do_gate.h"

#include <utility>

#include "worker/prepare_workspace.h"
#include "worker/run_checks.h"

namespace sage {

void do_gate(JobInHand& hand) {
  const Job& job = hand.job;
  const CheckedState state{
      .commit = job.base, .phase = "testing", .log_prefix = "", .variables = {"SAGE_GATE=1"}};
  if (prepare_workspace(hand, job.base, job.pristine) && run_checks(hand, job.checks, state))
    hand.outcome.kind = OutcomeKind::checked;
  else if (hand.outcome.kind != OutcomeKind::cancelled)
    not_tested(hand.outcome);
}

void not_tested(Outcome& outcome) {
  CheckReport report{.name = "workspace", .verdict = Verdict::NOT_RUN};
  report.message = std::exchange(outcome.message, "");
  report.output = std::exchange(outcome.last_error, "");
  outcome.category.clear();
  outcome.checks.push_back(std::move(report));
  outcome.kind = OutcomeKind::checked;
}

}  // namespace sage
