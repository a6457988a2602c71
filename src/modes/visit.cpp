#include "modes/visit.h"

namespace sage {
namespace {

struct Apply {
  Visit& visit;
  WallTime at;

  void operator()(const event::TicketStarted& e) const {
    if (visit.began == 0) visit.began = at;
    visit.ended = at;
    visit.started.insert(e.ticket);
    visit.deferred.erase(e.ticket);
  }
  void operator()(const event::Landed& e) const { done(e.ticket, e.commit); }
  void operator()(const event::NoChange& e) const { done(e.ticket, {}); }
  void operator()(const event::Deferred& e) const {
    if (!visit.started.contains(e.ticket)) return;
    visit.deferred[e.ticket] = e;
    visit.ended = at;
  }
  template <class Other>
  void operator()(const Other&) const {}

  void done(const std::string& ticket, const ObjectId& commit) const {
    if (!visit.started.contains(ticket)) return;
    visit.done.push_back({ticket, commit});
    visit.ended = at;
  }
};

}  // namespace

void Visit::apply(const Event& event) { std::visit(Apply{*this, event.at}, event.body); }

}  // namespace sage
