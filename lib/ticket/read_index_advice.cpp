#include <algorithm>

#include "base/text.h"
#include "ticket/meant_member.h"
#include "ticket/read_index_ticket.h"

/// The members of a ticket that only advise scheduling: in any form they are no error.
namespace sage {

void TicketReader::take_priority(Node& node) {
  if (node.token.size() == 4 && node.token.starts_with("\"P") && node.token[2] >= '0' &&
      node.token[2] <= '3')
    ticket_.priority = static_cast<std::uint8_t>(node.token[2] - '0');
  else
    warn("unknown-priority", "priority", node.token, "P0, P1, P2 or P3; taken as P2");
  check(node, ticket_depth, source_);
}

void TicketReader::take_target_files(Node& node) {
  if (!node.is_array()) {
    if (!node.is_null()) warn("unusual-value", "targetFiles", node.token, "an array; left out");
    return check(node, ticket_depth, source_);
  }
  list_.clear();
  for (const ondemand::value item : node.value.get_array()) {
    Node file(item);
    take_target_file(file);
  }
  ticket_.target_paths = kept(list_);
}

/// Either {"path": …, …} or only the path.
void TicketReader::take_target_file(Node& node) {
  if (node.is_string()) {
    list_.push_back(string(node));
  } else if (node.is_object()) {
    for (ondemand::field field : node.value.get_object()) {
      const bool is_path = raw_name(field, source_).text == "path";
      Node member(std::move(field).value());
      if (is_path && member.is_string())
        list_.push_back(string(member));
      else
        check(member, ticket_depth + 2, source_);
    }
  } else {
    warn("unusual-value", "targetFiles", node.token, "objects with a path; left out");
    check(node, ticket_depth + 1, source_);
  }
}

void TicketReader::take_loose_references(std::string_view name, Node& node) {
  const auto take_one = [&](Node& item, int depth) {
    if (item.is_string()) return note_mention(name, string(item));
    if (!item.is_null()) warn("unusual-value", name, item.token, "ids of tickets; left out");
    check(item, depth, source_);
  };
  if (!node.is_array()) return take_one(node, ticket_depth);
  for (const ondemand::value element : node.value.get_array()) {
    Node item(element);
    take_one(item, ticket_depth + 1);
  }
}

void TicketReader::warn_of_slip(std::string_view name, const Node& node) {
  auto [known, is_new] = meant_.try_emplace(name);
  if (is_new) known->second = meant_member(name);
  if (known->second.empty()) return;
  refuse(node.token.data(), "unknown-member", name,
         format("{}: unknown member, which nobody looks at", excerpt(name, 40)),
         format("did you mean {}?", known->second));
  source_.survey()->problems.back().is_error = false;
}

/// Every string in the value.
void TicketReader::take_documents(std::string_view name, Node& node, int depth) {
  if (node.is_string()) return note_mention(name, string(node));
  if (node.is_array()) {
    check_depth(node.token.data(), depth, source_);
    for (const ondemand::value element : node.value.get_array()) {
      Node item(element);
      take_documents(name, item, depth + 1);
    }
  } else if (node.is_object()) {
    check_depth(node.token.data(), depth, source_);
    for (ondemand::field field : node.value.get_object()) {
      raw_name(field, source_);
      Node member(std::move(field).value());
      take_documents(name, member, depth + 1);
    }
  } else {
    check(node, depth, source_);
  }
}

/// Beyond these, sums and shares of efforts would be no numbers any more.
constexpr double least_effort = 0.001, most_effort = 1'000'000;

/// A number, or an object that says points, hours or days. 0 = not said.
double TicketReader::effort(std::string_view name, Node& node) {
  if (node.is_object()) return effort_in(name, node.value.get_object());
  return amount(name, node);
}

double TicketReader::effort_in(std::string_view name, ondemand::object object) {
  static constexpr std::string_view units[] = {"storyPoints",    "points",        "hours",
                                               "estimatedHours", "estimatedDays", "days"};
  const auto* best = std::end(units);
  double effort = 0;
  for (ondemand::field field : object) {
    const auto* unit = std::ranges::find(units, raw_name(field, source_).text);
    Node member(std::move(field).value());
    if (unit >= best) {
      check(member, ticket_depth + 1, source_);
    } else if (const double said = amount(name, member); said > 0) {
      best = unit;
      effort = said;
    }
  }
  return effort;
}

double TicketReader::amount(std::string_view name, Node& node) {
  double number = 0;
  if (!node.is_string() && !node.is_array() && !node.is_object() && !node.is_null()) {
    check(node, ticket_depth, source_);
    const bool is_number = !node.value.get_double().get(number);
    if (is_number && (number == 0 || (number >= least_effort && number <= most_effort)))
      return number;
  } else {
    check(node, ticket_depth + 1, source_);
  }
  if (!node.is_null())
    warn("unusual-value", name, node.token,
         "a number from 0.001 to 1000000, or an object with storyPoints, hours or days; taken as "
         "not said");
  return 0;
}

}  // namespace sage
