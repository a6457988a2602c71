#include <algorithm>

#include "base/text.h"
#include "validate/checks.h"

namespace sage {
namespace {

/// Those of `others` that are not done, the first by name and state; empty if all are.
std::string not_done(const Subject& subject, TicketIndex t, std::span<const TicketIndex> others) {
  std::string first;
  std::size_t count = 0;
  for (const TicketIndex other : others) {
    const Ticket& ticket = subject.backlog[other];
    if (other == t || ticket.state == State::completed || ticket.id.empty()) continue;
    if (count++ == 0)
      first = format("{}, which is {}", subject.name(other), to_string(ticket.state));
  }
  return count > 1 ? format("{} (and {} more)", first, count - 1) : first;
}

}  // namespace

/// A container that is worked on waits for what it contains, so only a ticket that a worker gets
/// must not have begun before its time.
void check_states(Subject& subject) {
  const Backlog& backlog = subject.backlog;
  const Rows waits_for = subject.rows({Link::dependencies, Link::blocked_by, Link::blocks});
  const Rows contains = subject.rows({Link::children, Link::parent});
  const auto report = [&](TicketIndex t, std::string_view why, const std::string& others) {
    if (others.empty()) return;
    subject.add("impossible-state", t, "state",
                format("state: {}, but {} {}", to_string(backlog[t].state), why, others));
  };
  for (TicketIndex t = 0; t < backlog.size(); ++t) {
    const State state = backlog[t].state;
    if (state == State::completed || (state == State::in_progress && !backlog[t].is_container))
      report(t, "it waits for", not_done(subject, t, waits_for[t]));
    if (state == State::completed) report(t, "it contains", not_done(subject, t, contains[t]));
  }
}

}  // namespace sage
