// Which commits a rollback takes back, and which tickets are not done any more.
//
// A ticket that is taken back is not done, so neither is a container above it, nor what depends on
// either: the walk goes from the tickets asked for along the edges of the graph, through what is
// COMPLETED. A container is reopened without being asked for, since it only says what its children
// say. A dependent is work of its own, which somebody may want to keep: it has to be asked for.

#include <algorithm>

#include "engine/rollback.h"
#include "plan/contained.h"
#include "ticket/component.h"

namespace sage {
namespace {

class Planner {
 public:
  Planner(const std::vector<LandingCommit>& standing, const Backlog& backlog, const Graph& graph,
          const RollbackRequest& request)
      : standing_(standing), backlog_(backlog), graph_(graph), request_(request) {
    for (const auto& id : request.tickets) named_.merge(with_all_in(id));
  }

  Rollback plan() {
    for (const auto& landing : standing_)
      if (is_asked_for(landing)) choose(landing);
    while (!todo_.empty()) {
      const TicketIndex ticket = todo_.back();
      todo_.pop_back();
      for (const TicketIndex next : graph_.successors(ticket)) follow(backlog_[next]);
    }
    for (const auto& landing : standing_)
      if (chosen_.contains(landing.commit)) out_.landings.push_back(landing);
    for (const auto& id : request_.tickets)
      if (!is_any_undone(with_all_in(id))) out_.not_landed.push_back(id);
    return std::move(out_);
  }

 private:
  bool is_asked_for(const LandingCommit& landing) const {
    if (!request_.run.empty()) return landing.run == request_.run;
    if (!request_.component.empty()) return component_of(landing.ticket) == request_.component;
    return is_named(landing.ticket);
  }

  bool is_named(const std::string& id) const { return named_.contains(id); }

  /// A container is all that is in it.
  std::set<std::string> with_all_in(const std::string& id) const {
    std::set<std::string> ids{id};
    if (const auto ticket = backlog_.find(id))
      for (const TicketIndex t : with_contained(backlog_, {*ticket})) ids.emplace(backlog_[t].id);
    return ids;
  }

  bool is_any_undone(const std::set<std::string>& ids) const {
    return std::ranges::any_of(ids, [&](const auto& id) { return undone_.contains(id); });
  }

  std::string_view component_of(const std::string& id) const {
    const auto ticket = backlog_.find(id);
    return ticket ? backlog_[*ticket].component : component_of_id(id);
  }

  void choose(const LandingCommit& landing) {
    chosen_.insert(landing.commit);
    undo(landing.ticket);
  }

  bool undo(const std::string& id) {
    if (!undone_.insert(id).second) return false;
    if (const auto ticket = backlog_.find(id)) todo_.push_back(*ticket);
    return true;
  }

  /// A ticket that is not done without one that is taken back.
  void follow(const Ticket& ticket) {
    const std::string id(ticket.id);
    if (ticket.state != State::completed || undone_.contains(id)) return;
    const bool is_of_component =
        !request_.component.empty() && ticket.component == request_.component;
    const bool wanted =
        ticket.is_container || request_.with_dependents || is_named(id) || is_of_component;
    bool has_landed = false;
    for (const auto& landing : standing_) {
      if (landing.ticket != id) continue;
      has_landed = true;
      if (wanted) choose(landing);
    }
    undo(id);
    if (!wanted)
      out_.dependents.push_back(id);
    else if (!has_landed)
      out_.reopened.push_back(id);
  }

  const std::vector<LandingCommit>& standing_;
  const Backlog& backlog_;
  const Graph& graph_;
  const RollbackRequest& request_;
  std::set<std::string> named_;
  std::set<ObjectId> chosen_;
  std::set<std::string> undone_;
  std::vector<TicketIndex> todo_;
  Rollback out_;
};

}  // namespace

Rollback plan_rollback(const std::vector<LandingCommit>& standing, const Backlog& backlog,
                       const Graph& graph, const RollbackRequest& request) {
  return Planner(standing, backlog, graph, request).plan();
}

}  // namespace sage
