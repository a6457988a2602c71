#include "worker/do_job.h"

#include "os/file.h"
#include "os/file_lock.h"
#include "run/layout.h"
#include "worker/do_gate.h"
#include "worker/do_hooks.h"
#include "worker/do_work.h"

namespace sage {

Outcome do_job(const Job& job, const JobPlace& place, const JobWatch& watch) {
  make_folders(job.log_folder);
  const auto lock = FileLock::acquire(fs::path(job.log_folder) / worker_lock);
  JobInHand hand(job, place, watch);
  if (watch.abandoned()) {
    hand.outcome.kind = OutcomeKind::cancelled;
    return std::move(hand.outcome);
  }
  switch (job.kind) {
    case JobKind::work:
      do_work(hand);
      break;
    case JobKind::gate:
      do_gate(hand);
      break;
    case JobKind::hooks:
      do_hooks(hand);
      break;
  }
  return std::move(hand.outcome);
}

}  // namespace sage
