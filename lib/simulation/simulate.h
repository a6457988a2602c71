#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "os/clock.h"
#include "plan/plan.h"
#include "queue/train.h"
#include "simulation/chances.h"
#include "simulation/costs.h"
#include "simulation/course.h"

namespace sage {

/// A ticket on a worker (numbered from 0), in milliseconds since the run began.
struct Shift {
  TicketIndex ticket = 0;
  std::uint32_t worker = 0;
  std::int64_t start = 0, end = 0;
  bool operator==(const Shift&) const = default;
};

/// What a run would do when, and what came of it.
struct Schedule {
  std::vector<Shift> shifts;                  ///< attempts, in the order in which they start
  std::int64_t makespan = 0;                  ///< when all is done, in milliseconds
  std::vector<TicketIndex> landed, deferred;  ///< tickets, in the order in which they ended
  std::size_t blocked = 0;                    ///< tickets that wait for deferred ones
  std::size_t failed = 0, conflicted = 0, rejected = 0;  ///< attempts
  std::size_t tests = 0, dropped_tests = 0;  ///< of the gate, and those of them not ended
  Micros working = 0, testing = 0;           ///< time of all workers together
  Micros coordinating = 0;                   ///< the coordinator was busy for so long
  Course course;
};

struct Simulated {
  std::span<const std::int64_t> durations;  ///< milliseconds, one a ticket
  std::size_t workers = 1;
  /// Whether a ticket that could start may; one that may not is held back. None: all may.
  std::function<bool(TicketIndex ticket, std::int64_t now)> may_start;
  /// Nothing runs, and these are held back, the most urgent first: whether they are asked for
  /// again. One of them must be let start then. None: no.
  std::function<bool(const std::vector<TicketIndex>& held, std::int64_t now)> more{};
  Costs costs{};
  Chances chances{};
  int attempts = 1;  ///< for a ticket, before it is deferred
  Milliseconds retry_delay{0};
  Milliseconds gate_time{0};  ///< of one test; none: there is no gate
  TrainOptions train{};
};

/// What a drain with so many workers does from here on. Preconditions: the plan was started, and
/// nothing runs in it. Throws Error(usage) if that takes longer than 250 years.
Schedule simulate(Plan plan, const Simulated& how);

}  // namespace sage
