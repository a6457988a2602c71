#include "plan/simulate.h"

#include <algorithm>
#include <queue>
#include <utility>

// Problem: how long a run will take, and what runs when, follows from dependencies, priorities,
// overlapping paths and the number of workers all at once; no formula gives it.
//
// Idea: a discrete-event simulation (Banks and Carson, 1984) of the very plan that a run uses. Time
// jumps from one end of a ticket to the next; ends at the same time come in the order in which the
// tickets started. At each, two things happen as in the coordinator: the free worker takes what is
// ready already, and only then the result lands and makes others ready.
//
// Cost: O((tickets + edges) log tickets) and the memory of one plan. Left out: what landing,
// checks, gates and failures cost.
namespace sage {
namespace {

struct LaterEnd {
  const std::vector<Shift>& shifts;
  bool operator()(std::size_t a, std::size_t b) const {
    return std::pair(shifts[a].end, a) > std::pair(shifts[b].end, b);
  }
};

class Run {
 public:
  Run(Plan plan, const Simulated& how) : plan_(std::move(plan)), how_(how), running_({shifts_}) {
    for (std::uint32_t worker = 0; worker < std::min(how.workers, plan_.size()); ++worker)
      idle_.push(worker);
  }

  Schedule go() {
    do {
      work_off();
    } while (goes_on());
    return {std::move(shifts_), now_};
  }

 private:
  void work_off() {
    fill();
    while (!running_.empty()) {
      const Shift ended = shifts_[running_.top()];
      running_.pop();
      now_ = ended.end;
      idle_.push(ended.worker);
      fill();
      plan_.done(ended.ticket);
      fill();
    }
  }

  bool goes_on() {
    if (held_.empty() || !how_.more || !how_.more(in_order(), now_)) return false;
    put_back_held();
    return true;
  }

  /// What is held back, the most urgent first.
  const std::vector<TicketIndex>& in_order() {
    put_back_held();
    while (const auto ticket = plan_.take_ready()) hold(*ticket);
    return held_;
  }

  void hold(TicketIndex ticket) {
    plan_.park(ticket);
    held_.push_back(ticket);
  }

  void put_back_held() {
    for (const TicketIndex ticket : std::exchange(held_, {})) plan_.put_back(ticket);
  }

  void fill() {
    while (!idle_.empty()) {
      const auto ticket = plan_.take_ready();
      if (!ticket) return;
      if (how_.may_start && !how_.may_start(*ticket, now_))
        hold(*ticket);
      else
        start(*ticket);
    }
  }

  void start(TicketIndex ticket) {
    shifts_.push_back({ticket, idle_.top(), now_, now_ + how_.durations[ticket]});
    idle_.pop();
    running_.push(shifts_.size() - 1);
  }

  Plan plan_;
  const Simulated& how_;
  std::int64_t now_ = 0;
  std::vector<Shift> shifts_;
  std::vector<TicketIndex> held_;                                                 // parked
  std::priority_queue<std::size_t, std::vector<std::size_t>, LaterEnd> running_;  // of shifts_
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> idle_;
};

}  // namespace

Schedule simulate(Plan plan, const Simulated& how) { return Run(std::move(plan), how).go(); }

}  // namespace sage
