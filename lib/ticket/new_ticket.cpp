#include "ticket/new_ticket.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "ticket/json_style.h"

namespace sage {
namespace {

constexpr std::size_t usual_width = 3;      // AUTH-001
constexpr std::size_t longest_prefix = 40;  // leaves room for any number in the 64 bytes of an id

bool is_taken(const Backlog& backlog, std::span<const std::string> taken, std::string_view id) {
  return backlog.holds_in_any_case(id) ||
         std::ranges::any_of(taken, [&](const auto& t) { return equal_but_for_case(t, id); });
}

/// The first number behind the prefix: "005" of "ADAP-005-1". Empty if it is another prefix.
std::string_view number_of(std::string_view id, std::string_view prefix) {
  const std::string_view own = prefix_of(id);
  if (!equal_but_for_case(own, prefix) || own.size() == id.size()) return {};
  const std::string_view numbers = id.substr(own.size() + 1);
  return numbers.substr(0, numbers.find('-'));
}

std::string ticket_text(const NewTicket& ticket, const JsonStyle& layout, const JsonStyle& list) {
  std::vector<std::string> dependencies;
  for (const auto& id : ticket.dependencies) dependencies.push_back(json_string(id));
  JsonStyle::Members members{{"id", json_string(ticket.id)},
                             {"title", json_string(ticket.title)},
                             {"type", json_string(ticket.type)},
                             {"state", json_string(to_string(State::unprocessed))},
                             {"priority", json_string(ticket.priority)}};
  if (!ticket.description.empty())
    members.emplace_back("description", json_string(ticket.description));
  members.emplace_back("dependencies", list.array(dependencies));
  if (!ticket.discovered_from.empty())
    members.emplace_back("discoveredFrom", json_string(ticket.discovered_from));
  return layout.object(members);
}

std::vector<const NewTicket*> really_new(const Backlog& backlog,
                                         const std::vector<NewTicket>& added) {
  std::vector<const NewTicket*> fresh;
  std::vector<std::string> taken;
  for (const auto& ticket : added) {
    if (!is_valid_id(ticket.id))
      throw Error(ErrorKind::internal,
                  format("a new ticket's id is not valid: {}", excerpt(ticket.id, 80)));
    if (is_taken(backlog, taken, ticket.id)) continue;
    taken.push_back(ticket.id);
    fresh.push_back(&ticket);
  }
  return fresh;
}

/// The layout of a list in the ticket, as its dependencies show it.
JsonStyle list_layout(std::string_view ticket, const JsonStyle& layout) {
  const auto items = items_of(ticket);
  const Item* dependencies = find_item(items, "dependencies");
  if (!dependencies || ticket[dependencies->value] != '[') return layout.nested();
  return style_of(value_of(ticket, *dependencies), layout.nested());
}

}  // namespace

Insertion insertion_of(const Backlog& backlog, const std::vector<NewTicket>& added) {
  const auto fresh = really_new(backlog, added);
  if (fresh.empty()) return {};

  const std::size_t start = backlog.text().find('{');
  const std::string_view index = backlog.text().substr(start);
  const auto members = items_of(index);
  const Item& array = *find_item(members, "tickets");
  const std::string_view array_text = value_of(index, array);
  const std::string_view last = backlog.size() > 0 ? backlog.tickets().back().json : "{}";

  const JsonStyle tickets = style_of(array_text, style_of(index, {}).nested());
  const JsonStyle ticket = style_of(last, tickets.nested());
  const JsonStyle list = list_layout(last, ticket);
  std::vector<std::string> texts;
  texts.reserve(fresh.size());
  for (const auto* one : fresh) texts.push_back(ticket_text(*one, ticket, list));

  if (backlog.size() == 0) return {start + array.value, start + array.end, tickets.array(texts)};
  const auto end = static_cast<std::size_t>(last.data() + last.size() - backlog.text().data());
  Insertion insertion{end, end, {}};
  for (const auto& text : texts) insertion.text += tickets.separator + text;
  return insertion;
}

std::string next_id(const Backlog& backlog, std::string_view parent,
                    std::span<const std::string> taken) {
  const std::string_view prefix = prefix_of(parent).substr(0, longest_prefix);
  std::uint32_t highest = 0;
  std::size_t width = 0;
  for (const Ticket& ticket : backlog.tickets()) {
    const std::string_view digits = number_of(ticket.id, prefix);
    std::uint32_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || read.ec != std::errc{}) continue;
    highest = std::max(highest, number);
    width = std::max(width, digits.size());
  }
  if (width == 0) width = usual_width;
  for (std::uint64_t number = std::uint64_t{highest} + 1;; ++number)
    if (std::string id = format("{}-{:0{}}", prefix, number, width); !is_taken(backlog, taken, id))
      return id;
}

}  // namespace sage
