#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plan/drawn.h"
#include "plan/plan.h"

namespace sage::test {

/// A plan of a drawn backlog, spoken to by id.
class DrawnPlan {
 public:
  explicit DrawnPlan(const std::string& text, PlanOptions options = {},
                     std::vector<std::pair<std::string, Standing>> standing = {})
      : backlog_(drawn(text)), graph_(Graph::build(backlog_)) {
    std::vector<Standing> at;
    for (const Ticket& ticket : backlog_.tickets()) at.push_back(Plan::standing_of(ticket.state));
    for (const auto& [id, is] : standing) at[index(id)] = is;
    plan_.emplace(backlog_, graph_, at, options);
    started_ = plan_->start();
  }

  std::string take() {
    const auto t = plan_->take_ready();
    return t ? std::string(backlog_[*t].id) : "-";
  }
  /// All that can be taken now, in order.
  std::string take_all() {
    std::vector<TicketIndex> taken;
    while (const auto t = plan_->take_ready()) taken.push_back(*t);
    return ids(taken);
  }
  std::string closed_by(const std::string& id) { return ids(plan_->done(index(id)).closed); }
  std::string blocked_by_deferring(const std::string& id) {
    return ids(plan_->deferred(index(id)).blocked);
  }
  void done(const std::string& id) { plan_->done(index(id)); }
  void park(const std::string& id) { plan_->park(index(id)); }
  std::string put_back(const std::string& id) { return ids(plan_->put_back(index(id)).blocked); }
  std::string chain(const std::string& id) { return ids(plan_->blocked_by(index(id))); }
  bool holds_up_more_urgent(const std::string& id) {
    return plan_->holds_up_more_urgent(index(id));
  }
  Standing at(const std::string& id) { return plan_->standing(index(id)); }

  std::string closed_at_start() { return ids(started_.closed); }
  std::string blocked_at_start() { return ids(started_.blocked); }
  const Plan& plan() { return *plan_; }

 private:
  TicketIndex index(const std::string& id) { return backlog_.find(id).value(); }
  std::string ids(const std::vector<TicketIndex>& tickets) { return test::ids(backlog_, tickets); }

  Backlog backlog_;
  Graph graph_;
  std::optional<Plan> plan_;
  Plan::Followed started_;
};

}  // namespace sage::test
