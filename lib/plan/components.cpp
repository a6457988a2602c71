#include "plan/components.h"

#include <algorithm>

namespace sage {
namespace {

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool looks_like_a_component(std::string_view prefix) {
  if (prefix.empty() || is_digit(prefix.front())) return false;
  const bool one_word = std::ranges::all_of(
      prefix, [](char c) { return is_capital(c) || is_small(c) || is_digit(c); });
  const bool in_capitals = std::ranges::all_of(
      prefix, [](char c) { return is_capital(c) || is_digit(c) || c == '-' || c == '_'; });
  return one_word || in_capitals;
}

}  // namespace

std::string_view component_of(const Ticket& ticket) {
  const std::string_view prefix = prefix_of(ticket.id);
  const bool is_named = ticket.component != prefix;
  return is_named || looks_like_a_component(prefix) ? ticket.component : miscellaneous;
}

ComponentWork work_in(const Backlog& backlog, const Graph& graph, std::string_view component,
                      const std::function<bool(TicketIndex)>& is_left) {
  ComponentWork work;
  for (TicketIndex ticket = 0; ticket < backlog.size(); ++ticket) {
    if (backlog[ticket].is_container || component_of(backlog[ticket]) != component) continue;
    if (!is_left(ticket)) continue;
    work.left.push_back(ticket);
    for (const TicketIndex before : graph.predecessors(ticket))
      if (is_left(before) && component_of(backlog[before]) != component)
        work.waits.push_back({ticket, before});
  }
  return work;
}

}  // namespace sage
