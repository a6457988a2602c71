#include "worker/worker.h"

#include <signal.h>

#include <optional>

#include "os/process_tree.h"
#include "worker/coordinator_link.h"
#include "worker/do_job.h"

namespace sage {
namespace {

/// The repository and the workspace: opened at the first job, kept for the next ones.
class Bench {
 public:
  explicit Bench(const WorkerOptions& options) : options_(options) {}

  JobPlace place() {
    if (!repository_) repository_ = Repository::discover(options_.repository);
    if (!workspace_) workspace_ = open_workspace(*repository_, options_.workspaces_root);
    return {*repository_, *workspace_, options_.environment};
  }

 private:
  const WorkerOptions& options_;
  std::optional<Repository> repository_;
  std::unique_ptr<Workspace> workspace_;
};

Outcome went_wrong(const Job& job, const std::string& message) {
  Outcome outcome;
  outcome.ticket = job.ticket;
  outcome.attempt = job.attempt;
  outcome.base = job.base;
  outcome.category = "internal";
  outcome.message = message;
  return outcome;
}

/// Whatever goes wrong is this job's outcome: the worker lives on.
Outcome outcome_of(const Job& job, Bench& bench, CoordinatorLink& link) try {
  const JobWatch watch{.wake_fd = link.wake_fd(),
                       .cancelled = [&] { return link.cancelled(); },
                       .tell =
                           [&](const std::string& phase, const std::string& activity) {
                             link.send(Alive{job.ticket, phase, activity});
                           }};
  watch.tell("preparing", "");
  return do_job(job, bench.place(), watch);
} catch (const Error& error) {
  return went_wrong(job, error.message());
} catch (const std::exception& error) {
  return went_wrong(job, error.what());
}

}  // namespace

int run_worker(const WorkerOptions& options) {
  become_subreaper();
  ::signal(SIGINT, SIG_IGN);  // a terminal's; the coordinator says what it means
  ::signal(SIGHUP, SIG_IGN);
  CoordinatorLink link(options.version);
  Bench bench(options);
  while (const auto job = link.next_job()) link.send(outcome_of(*job, bench, link));
  return 0;
}

}  // namespace sage
