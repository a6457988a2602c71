#include <algorithm>

#include "plan/cycles.h"
#include "validate/checks.h"

namespace sage {
namespace {

/// The reference that makes `after` wait for `before`, from whichever end it is written.
Reference reference_between(const Backlog& backlog, TicketIndex after, TicketIndex before) {
  std::optional<Reference> found;
  for (const TicketIndex from : {after, before})
    each_reference(backlog, from, [&](const Reference& reference) {
      const auto edge = edge_of(backlog, reference);
      if (!found && edge && edge->after == after && edge->before == before) found = reference;
    });
  return *found;
}

}  // namespace

void check_cycles(Subject& subject) {
  const Backlog& backlog = subject.backlog;
  const Rows rows = subject.rows(
      {Link::dependencies, Link::blocked_by, Link::blocks, Link::children, Link::parent});
  for (const Cycle& cycle : cycles_in(rows)) {
    const auto reference = reference_between(backlog, cycle[0], cycle[1 % cycle.size()]);
    subject
        .add("cycle", reference.from, to_string(reference.link), describe_cycle(backlog, cycle),
             reference.id)
        .hint = "each waits for the next: remove one of these dependencies";
  }
}

}  // namespace sage
