#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/guide.h"
#include "os/clock.h"
#include "plan/plan.h"
#include "run/event.h"

namespace sage {

/// What of the backlog a run is for, and when it begins nothing more.
struct SelectionRequest {
  std::vector<std::string> components, tickets;  ///< both empty: every ticket
  std::optional<std::size_t> limit;              ///< so many tickets are begun at most
  WallTime until = 0;                            ///< nothing begins from then on; 0: no such time
  bool retry_deferred = false, fail_fast = false;
};

/// The say of a request in a drain. Told the events of the run (a sink among the others), it knows
/// which tickets were begun and whether one was deferred; asked, it changes nothing.
class Selection : public Guide, public EventSink {
 public:
  /// A container stands for all that is in it. Throws Error(usage), with the nearest known name,
  /// for a ticket or a component that is not in the backlog.
  Selection(SelectionRequest request, const Backlog& backlog,
            std::function<WallTime()> now = wall_now);

  bool includes(const Ticket& ticket) const;
  bool includes_all() const { return everything_; }
  const SelectionRequest& request() const { return request_; }

  Start may_start(const Ticket& ticket) override;
  bool concerns(const Ticket& ticket) const override { return includes(ticket); }
  bool retries(const Ticket& ticket) const override {
    return request_.retry_deferred && includes(ticket);
  }
  void take(const Event& event) override;

  /// Why nothing more began: "--limit 3"; empty if nothing that could have was held back.
  const std::string& stopped_by() const { return stopped_by_; }

 private:
  SelectionRequest request_;
  std::function<WallTime()> now_;
  bool everything_;
  std::set<std::string, std::less<>> components_;
  std::set<std::string, std::less<>> tickets_;  // those of the components too, as they were
  std::set<std::string, std::less<>> begun_;
  WallTime run_began_ = 0;
  bool deferred_ = false;
  std::string stopped_by_;
};

/// A selected ticket that is left because of tickets that are not selected.
struct LeftWaiting {
  TicketIndex ticket = 0;
  std::vector<TicketIndex> for_them;  ///< the tickets, or containers of such, that it waits for
};

/// What a selection leaves, in the order of the index; and `missing`, all that must be selected too
/// for its tickets to be done, each after what it waits for. O(tickets + edges).
struct LeftOut {
  std::vector<LeftWaiting> waiting;
  std::vector<TicketIndex> missing;
};
LeftOut left_out(const Selection& selection, const Backlog& backlog, const Graph& graph,
                 const Plan& plan);

}  // namespace sage
