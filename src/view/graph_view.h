#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "plan/critical_path.h"
#include "plan/plan.h"
#include "view/style.h"

/// The dependency graph of a backlog in the forms of docs/PLANNING.md.
namespace sage {

struct GraphPicture {
  const Backlog& backlog;
  const Graph& graph;
  std::vector<Standing> standing;
  std::vector<std::int64_t> durations;
  CriticalPath critical;
  std::vector<bool> shown;                   ///< edges lead from a ticket shown to another
  std::vector<std::size_t> place_on_path{};  ///< from 1; 0: not on the critical path

  bool is_critical(TicketIndex ticket) const { return place_on_path[ticket] > 0; }
  /// Whether it follows the other on the critical path.
  bool is_critical(TicketIndex before, TicketIndex after) const {
    return is_critical(before) && place_on_path[after] == place_on_path[before] + 1;
  }
};

/// All of a backlog. What is open decides the critical path: neither done nor deferred or blocked.
GraphPicture picture_of(const Backlog& backlog, const Graph& graph, const Plan& plan,
                        std::vector<std::int64_t> durations);

/// A line for each ticket; at most `columns` wide (0: as wide as it gets).
std::string graph_text(const GraphPicture& picture, const Style& style, int columns);
std::string graph_dot(const GraphPicture& picture);      ///< for graphviz
std::string graph_mermaid(const GraphPicture& picture);  ///< for Markdown
/// Schema "sage.graph/1".
json::value graph_json(const GraphPicture& picture);

}  // namespace sage
