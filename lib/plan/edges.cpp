#include "plan/edges.h"

#include <array>

#include "base/error.h"
#include "base/text.h"
#include "ticket/named.h"

namespace sage {
namespace {

[[noreturn]] void report_missing(const Backlog& backlog, const Reference& first,
                                 std::size_t missing) {
  std::string message = format("ticket {}: {}: no ticket \"{}\"", escaped(backlog[first.from].id),
                               to_string(first.link), excerpt(first.id, 80));
  if (missing > 1) message += format(" (and {} more references like it)", missing - 1);
  throw Error(ErrorKind::invalid_input, message, did_you_mean(backlog, first.id));
}

}  // namespace

std::string_view to_string(Link link) {
  static constexpr std::array<std::string_view, 5> names{"dependencies", "blockedBy", "blocks",
                                                         "children", "parent"};
  return names[static_cast<std::size_t>(link)];
}

std::optional<Edge> edge_of(const Backlog& backlog, const Reference& reference) {
  const auto& [from, link, id, to] = reference;
  if (!to) return std::nullopt;
  switch (link) {
    case Link::blocks:
      return Edge{from, *to};
    case Link::parent:
      if (!backlog[*to].is_container) return std::nullopt;
      return Edge{from, *to};
    case Link::dependencies:
    case Link::blocked_by:
    case Link::children:
      return Edge{*to, from};
  }
  return std::nullopt;
}

std::vector<Edge> edges_of(const Backlog& backlog) {
  std::vector<Edge> edges;
  std::size_t missing = 0;
  Reference first_missing;
  for (TicketIndex t = 0; t < backlog.size(); ++t)
    each_reference(backlog, t, [&](const Reference& reference) {
      if (!reference.to && missing++ == 0) first_missing = reference;
      if (const auto edge = edge_of(backlog, reference)) edges.push_back(*edge);
    });
  if (missing > 0) report_missing(backlog, first_missing, missing);
  return edges;
}

}  // namespace sage
