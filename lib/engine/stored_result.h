#pragma once

#include <optional>
#include <string>

#include "queue/entry.h"
#include "repo/repository.h"
#include "worker/job.h"

namespace sage {

/// The outcome stored with a pinned result, or nothing if there is no such pin. Its kind says
/// whether it may land: results of attempts that did not complete are stored too. It is of no job
/// of this run.
std::optional<Outcome> stored_outcome(const Repository& repository, const std::string& ticket,
                                      int attempt);

/// The queue entry for a finished result (not written yet).
QueueEntry entry_of(const Outcome& outcome, const std::string& run, const std::string& worker,
                    std::string message);

}  // namespace sage
