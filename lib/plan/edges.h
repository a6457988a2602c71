#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "plan/rows.h"
#include "ticket/ticket.h"

namespace sage {

/// The members by which tickets refer to each other, as far as the order of work follows from it.
enum class Link : std::uint8_t { dependencies, blocked_by, blocks, children, parent };

/// As the index spells it: "blockedBy".
std::string_view to_string(Link link);

/// One id in such a member.
struct Reference {
  TicketIndex from = 0;
  Link link{};
  std::string_view id;
  std::optional<TicketIndex> to;  ///< nothing: no ticket has the id
};

/// Calls `use(reference)` for every reference of a ticket, repeats included.
template <class Use>
void each_reference(const Backlog& backlog, TicketIndex from, const Use& use) {
  const Ticket& ticket = backlog[from];
  const auto each = [&](Link link, std::span<const std::string_view> ids) {
    for (const auto id : ids) use(Reference{from, link, id, backlog.find(id)});
  };
  each(Link::dependencies, ticket.dependencies);
  each(Link::blocked_by, ticket.blocked_by);
  each(Link::blocks, ticket.blocks);
  each(Link::children, ticket.children);
  if (!ticket.parent.empty()) each(Link::parent, {&ticket.parent, 1});
}

/// What must be done before what because of a reference. Nothing if it leads nowhere, or to a
/// parent that is no container.
std::optional<Edge> edge_of(const Backlog& backlog, const Reference& reference);

/// Every edge that the backlog's tickets write down, from either end, repeats included. Throws
/// Error(invalid_input) if a reference names no ticket: the first such is named, others counted.
std::vector<Edge> edges_of(const Backlog& backlog);

}  // namespace sage
