#include "worker/worker.h"

#include <signal.h>

#include <optional>

#include "os/process_tree.h"
#include "repo/kept_pack.h"
#include "worker/coordinator_link.h"
#include "worker/do_gate.h"
#include "worker/do_job.h"

namespace sage {
namespace {

/// The repository and the workspaces, one for agents and one for the gate: opened at the first job
/// that needs them, kept for the next ones.
class Bench {
 public:
  explicit Bench(const WorkerOptions& options) : options_(options) {}

  JobPlace place(JobKind kind) {
    if (!repository_) repository_ = Repository::discover(options_.repository);
    if (++jobs_ % jobs_between_openings == 0) let_go_of_packs(*repository_);
    const fs::path& root = options_.workspaces_root;
    Workspace& workspace = kind == JobKind::work ? opened(workspace_, root)
                                                 : opened(gate_, gate_workspaces_root(root));
    return {*repository_, workspace, options_.environment};
  }

 private:
  Workspace& opened(std::unique_ptr<Workspace>& workspace, const fs::path& root) {
    if (!workspace || !workspace->holds_slot())
      workspace = open_workspace(*repository_, root, options_.backend);
    return *workspace;
  }

  static constexpr std::uint64_t jobs_between_openings = 16;
  const WorkerOptions& options_;
  std::uint64_t jobs_ = 0;
  std::optional<Repository> repository_;
  std::unique_ptr<Workspace> workspace_, gate_;
};

Outcome went_wrong(const Job& job, const std::string& message) {
  Outcome outcome;
  outcome.job = job.id;
  outcome.ticket = job.ticket;
  outcome.attempt = job.attempt;
  outcome.base = job.base;
  outcome.category = "internal";
  outcome.message = message;
  if (job.kind != JobKind::work) not_tested(outcome);
  return outcome;
}

/// Whatever goes wrong is this job's outcome: the worker lives on.
Outcome outcome_of(const Job& job, Bench& bench, CoordinatorLink& link) try {
  const JobWatch watch{.wake_fd = link.wake_fd(),
                       .cancelled = [&] { return link.cancelled(); },
                       .abandoned = [&] { return link.abandoned(); },
                       .tell =
                           [&](const std::string& phase, const std::string& activity) {
                             link.send(Alive{job.ticket, phase, activity});
                           }};
  watch.tell("preparing", "");
  return do_job(job, bench.place(job.kind), watch);
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
