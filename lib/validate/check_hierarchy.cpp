#include <algorithm>

#include "base/text.h"
#include "validate/checks.h"

/// Who is whose child may be written at one end only; what both ends say must agree.
namespace sage {

void check_hierarchy(Subject& subject) {
  const Backlog& backlog = subject.backlog;
  const Rows children = subject.rows({Link::children});
  constexpr TicketIndex none = ~TicketIndex{0};
  std::vector<TicketIndex> listed_by(backlog.size(), none);

  const auto look_at_child = [&](const Reference& reference) {
    const auto& [from, link, id, to] = reference;
    const std::string_view parent = backlog[*to].parent;
    const TicketIndex other = std::exchange(listed_by[*to], from);
    if (!parent.empty() && parent != backlog[from].id)
      subject.add("parent-child-disagree", from, "children",
                  format("children: {} is listed, but its parent is {}", subject.name(*to),
                         excerpt(parent, 64)),
                  id);
    else if (other != none && other != from)
      subject.add(
          "parent-child-disagree", from, "children",
          format("children: {} is listed, and by {} too", subject.name(*to), subject.name(other)),
          id);
  };
  const auto look_at_parent = [&](const Reference& reference) {
    const auto& [from, link, id, to] = reference;
    if (!backlog[*to].children.empty() && !std::ranges::binary_search(children[*to], from))
      subject.add(
          "parent-child-disagree", from, "parent",
          format("parent: {} does not list this ticket among its children", subject.name(*to)), id);
  };
  for (const Reference& reference : subject.references) {
    if (reference.to && reference.link == Link::children) look_at_child(reference);
    if (reference.to && reference.link == Link::parent) look_at_parent(reference);
  }
}

}  // namespace sage
