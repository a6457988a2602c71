#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "plan/plan.h"

namespace sage {

/// A ticket on a worker (numbered from 0), in milliseconds since the run began.
struct Shift {
  TicketIndex ticket = 0;
  std::uint32_t worker = 0;
  std::int64_t start = 0, end = 0;
  bool operator==(const Shift&) const = default;
};

/// What a run would do when.
struct Schedule {
  std::vector<Shift> shifts;  ///< in the order in which they start
  std::int64_t makespan = 0;  ///< when the last one ends
};

struct Simulated {
  std::span<const std::int64_t> durations;  ///< milliseconds, one a ticket
  std::size_t workers = 1;
  /// Whether a ticket that could start may; one that may not is held back. None: all may.
  std::function<bool(TicketIndex ticket, std::int64_t now)> may_start;
  /// Nothing runs, and these are held back, the most urgent first: whether they are asked for
  /// again. One of them must be let start then. None: no.
  std::function<bool(const std::vector<TicketIndex>& held, std::int64_t now)> more{};
};

/// What a drain with so many workers does from here on if every ticket takes its time and
/// succeeds. Preconditions: the plan was started, and nothing runs in it.
Schedule simulate(Plan plan, const Simulated& how);

}  // namespace sage
