#include "worker/do_work.h"

#include <algorithm>

#include "worker/ask_agent.h"
#include "worker/prepare_workspace.h"
#include "worker/run_checks.h"
#include "worker/work_result.h"

namespace sage {
namespace {

/// "still fails", as far as a verdict that is not a PASS can be told in two words.
const char* what_it_does(Verdict verdict) {
  switch (verdict) {
    case Verdict::NOT_RUN:
      return "does not run";
    case Verdict::NO_TESTS:
      return "runs no tests";
    case Verdict::TIMEOUT:
      return "takes too long";
    case Verdict::PASS:
    case Verdict::FAIL:
      break;
  }
  return "fails";
}

std::string why_given_up(const CheckReport& report, int rounds) {
  const std::string check = format("check `{}`", escaped(report.name));
  const char* does = what_it_does(report.verdict);
  if (rounds == 0) return format("{} {}: {}", check, does, report.message);
  return format("{} still {} after {} fix-up round{}: {}", check, does, rounds,
                rounds == 1 ? "" : "s", report.message);
}

PromptFailure as_told(const CheckReport& report, const std::vector<Check>& checks) {
  const auto check = std::ranges::find(checks, report.name, &Check::name);
  return {.check = report.name,
          .command = check == checks.end() ? "" : command_line(*check),
          .verdict = format("{} ({})", to_string(report.verdict), report.message),
          .output = report.output,
          .log = report.log};
}

/// A part of the work with checks of its own: a sub-task, or the ticket.
struct Part {
  const SubTask* task = nullptr;  ///< null: the ticket
  const std::vector<Check>& checks;
  int fix_rounds;
  int& rounds;  ///< how many it took
};

class Work {
 public:
  explicit Work(JobInHand& hand) : hand_(hand), made_(hand) {
    Outcome& outcome = hand.outcome;
    for (const auto& task : hand.job.tasks) outcome.tasks.push_back({task.id, task.done});
    if (!hand.carried) return;
    outcome.summary = hand.carried->summary;
    outcome.discovered = hand.carried->discovered;
    for (const auto& id : tasks_done(*hand.carried))
      if (const auto task = std::ranges::find(outcome.tasks, id, &TaskEnd::id);
          task != outcome.tasks.end())
        task->done = true;
  }

  void run() {
    if (prepare_workspace(hand_, made_.commit(), hand_.job.pristine) && do_tasks() && do_ticket())
      return made_.complete();
    switch (hand_.outcome.kind) {
      case OutcomeKind::deferred:
        return made_.keep();
      case OutcomeKind::failed:
      case OutcomeKind::timed_out:
      case OutcomeKind::stalled:
      case OutcomeKind::try_later:
      case OutcomeKind::refused:
        return made_.keep_secured();
      default:
        return;  // cancelled: begun again
    }
  }

 private:
  bool do_tasks() {
    for (std::size_t i = 0; i < hand_.job.tasks.size(); ++i) {
      TaskEnd& end = hand_.outcome.tasks[i];
      if (end.done) continue;
      if (!do_task(hand_.job.tasks[i], end)) return false;
      made_.secure();
    }
    return true;
  }

  bool do_task(const SubTask& task, TaskEnd& end) {
    end.done = make({&task, task.checks, task.fix_rounds, end.fix_rounds});
    if (end.done) return true;
    const auto& all = hand_.outcome.tasks;
    std::string& message = hand_.outcome.message;
    end.problem = message;
    message =
        format("{} of {} sub-tasks done; {}: {}", std::ranges::count(all, true, &TaskEnd::done),
               all.size(), escaped(task.id), message);
    return false;
  }

  bool do_ticket() {
    hand_.outcome.checks.clear();  // those of the last sub-task
    return make({nullptr, hand_.job.checks, hand_.job.fix_rounds, hand_.outcome.fix_rounds});
  }

  /// Where sub-tasks were done, the ticket is done too unless its checks say otherwise.
  bool make(const Part& part) {
    bool is_made = !part.task && hand_.asked > 0;
    for (Round round{.task = part.task};; ++round.number) {
      if (!is_made && !(ask(round) && made_.collect())) return false;
      is_made = false;
      if (part.checks.empty()) return true;
      if (!run_checks(hand_, part.checks, state(part))) return false;
      const CheckReport* failing = first_failing(hand_.outcome.checks);
      if (!failing) return true;
      if (part.rounds == part.fix_rounds) return give_up(*failing, part.rounds);
      ++part.rounds;
      round.failure = as_told(*failing, part.checks);
    }
  }

  /// The first time the workspace is prepared already.
  bool ask(const Round& round) {
    const bool ready = hand_.asked == 0 || prepare_workspace(hand_, made_.commit(), false);
    return ready && ask_agent(hand_, round);
  }

  CheckedState state(const Part& part) {
    CheckedState state{.commit = made_.commit(),
                       .phase = "checking",
                       .log_prefix = "check-",
                       .variables = {"SAGE_TICKET_FILE=" + hand_.ticket_file().native()}};
    if (part.task) state.variables.push_back("SAGE_TASK_ID=" + part.task->id);
    return state;
  }

  bool give_up(const CheckReport& failing, int rounds) {
    hand_.outcome.last_error = failing.output;
    return hand_.ends_as(OutcomeKind::deferred, "persistent_test_failure",
                         why_given_up(failing, rounds));
  }

  JobInHand& hand_;
  WorkResult made_;
};

}  // namespace

void do_work(JobInHand& hand) { Work(hand).run(); }

}  // namespace sage
