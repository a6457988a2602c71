#include "engine/orphan.h"

#include <cstdlib>

#include "ticket/ticket.h"
#include "worker/job.h"

namespace sage {

std::vector<Orphan> attempts_of(const Layout& layout, const std::string& run) {
  std::vector<Orphan> attempts;
  std::error_code none;
  for (const auto& ticket : fs::directory_iterator(layout.run(run), none)) {
    if (!is_valid_id(ticket.path().filename().native())) continue;  // the gate's logs
    for (const auto& attempt : fs::directory_iterator(ticket.path(), none))
      attempts.push_back({ticket.path().filename(), run,
                          std::atoi(attempt.path().filename().c_str()),
                          attempt.path() / worker_lock});
  }
  return attempts;
}

}  // namespace sage
