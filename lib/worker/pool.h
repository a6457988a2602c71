#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "os/clock.h"
#include "worker/job.h"

namespace sage {

/// A worker that died, or broke the protocol, with a job in hand.
struct WorkerLoss {
  int worker = 0;
  std::uint64_t job = 0;  ///< its id
  std::string ticket;
  int attempt = 1;
  std::string message;  ///< how it ended, and the end of its log
};

struct WorkerProgress {
  int worker = 0;
  Alive alive;
};

using PoolEvent = std::variant<WorkerProgress, Outcome, WorkerLoss>;

/// Where a job went: names the process for `status` and for recovery.
struct Assigned {
  int worker = 0;
  std::int64_t pid = 0;
  std::uint64_t start_time = 0;
};

/// Workers behind one interface: processes on this machine now, on a cluster later. Workers are
/// started when they are needed and replaced when they die.
class WorkerPool {
 public:
  virtual ~WorkerPool() = default;

  virtual std::size_t free() const = 0;  ///< how many jobs could be sent now
  virtual bool busy() const = 0;         ///< whether any job is in hand
  /// Hands a job to a free worker. Precondition: free() > 0.
  virtual Assigned send(const Job& job) = 0;
  /// Ends a job in hand, if it is: it still gives its Outcome (cancelled, or another that was on
  /// its way) or WorkerLoss.
  virtual void cancel(std::uint64_t job) = 0;
  /// Ends every job in hand; each still gives its Outcome (cancelled) or WorkerLoss.
  virtual void cancel_all() = 0;
  /// The next thing that happened, or nothing at `deadline` or when a signal came.
  virtual std::optional<PoolEvent> wait(SteadyTime deadline) = 0;
};

}  // namespace sage
