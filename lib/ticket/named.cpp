#include "ticket/named.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"

namespace sage {
namespace {

constexpr std::size_t longest_name = 64;

std::string hint(std::string_view name, std::span<const std::string_view> known) {
  if (name.size() > longest_name) return {};
  const auto near = nearest(name, known);
  return near.empty() ? "" : format("did you mean {}?", escaped(near));
}

}  // namespace

std::string did_you_mean(const Backlog& backlog, std::string_view id) {
  std::vector<std::string_view> ids;
  for (const Ticket& ticket : backlog.tickets()) ids.push_back(ticket.id);
  return hint(id, ids);
}

TicketIndex named_ticket(const Backlog& backlog, std::string_view id) {
  if (const auto found = backlog.find(id)) return *found;
  throw Error(ErrorKind::usage, format("there is no ticket \"{}\"", excerpt(id, longest_name)),
              did_you_mean(backlog, id));
}

void require_component(const Backlog& backlog, std::string_view name) {
  if (std::ranges::find(backlog.tickets(), name, &Ticket::component) != backlog.tickets().end())
    return;
  std::set<std::string_view> names;
  for (const Ticket& ticket : backlog.tickets()) names.insert(ticket.component);
  throw Error(ErrorKind::usage, format("there is no component \"{}\"", excerpt(name, longest_name)),
              hint(name, std::vector(names.begin(), names.end())));
}

}  // namespace sage
