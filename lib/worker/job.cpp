#include "worker/job.h"

namespace sage {

std::vector<std::string> tasks_done(const Outcome& outcome) {
  std::vector<std::string> ids;
  for (const auto& task : outcome.tasks)
    if (task.done) ids.push_back(task.id);
  return ids;
}

}  // namespace sage
