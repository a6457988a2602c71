#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "base/json.h"
#include "plan/graph.h"
#include "ticket/read_index.h"

/// Small backlogs as text. One ticket a line, attributes, then what it depends on:
///
///   A P0 x3 @src/a.c ^E     A: priority 0, effort 3, target path src/a.c, parent E
///   B COMPLETED : A C       B is done; depends on A and C
///   E epic                  a container
///   F >A >B                 a container that lists its children
///   C !B ~A                 C blocks B and is blocked by A
namespace sage::test {

inline void append(json::object& ticket, const char* field, const json::value& item) {
  auto& list = ticket[field];
  if (!list.is_array()) list.emplace_array();
  list.get_array().push_back(item);
}

inline void set_attribute(json::object& ticket, const std::string& word) {
  const std::string rest = word.substr(1);
  switch (word[0]) {
    case 'P':
      ticket["priority"] = word;
      break;
    case 'x':
      ticket["effort"] = std::stod(rest);
      break;
    case '@':
      append(ticket, "targetFiles", {{"path", rest}});
      break;
    case '^':
      ticket["parent"] = rest;
      break;
    case '>':
      append(ticket, "children", json::string(rest));
      break;
    case '!':
      append(ticket, "blocks", json::string(rest));
      break;
    case '~':
      append(ticket, "blockedBy", json::string(rest));
      break;
    case 'e':
      ticket["type"] = word;
      break;
    default:
      ticket["state"] = word;
  }
}

inline json::object ticket_of(const std::string& line) {
  std::istringstream words(line);
  json::object ticket{{"title", "t"}, {"state", "UNPROCESSED"}};
  std::string word;
  words >> word;
  ticket["id"] = word;
  while (words >> word && word != ":") set_attribute(ticket, word);
  while (words >> word) append(ticket, "dependencies", json::string(word));
  return ticket;
}

inline Backlog backlog_of(const json::array& tickets) {
  return read_index_text(json::serialize(json::object{{"tickets", tickets}}), "drawn");
}

inline Backlog drawn(const std::string& text) {
  std::istringstream lines(text);
  json::array tickets;
  for (std::string line; std::getline(lines, line);)
    if (!trimmed(line).empty()) tickets.push_back(ticket_of(line));
  return backlog_of(tickets);
}

/// "A B C"
template <class Tickets>
std::string ids(const Backlog& backlog, const Tickets& tickets) {
  std::string out;
  for (const TicketIndex t : tickets) out += (out.empty() ? "" : " ") + std::string(backlog[t].id);
  return out;
}

}  // namespace sage::test
