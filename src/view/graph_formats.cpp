#include <algorithm>
#include <array>

#include "base/text.h"
#include "view/graph_view.h"

namespace sage {
namespace {

/// Calls `use(before, after)` for every edge between tickets shown.
template <class Use>
void each_edge(const GraphPicture& picture, const Use& use) {
  for (TicketIndex t = 0; t < picture.shown.size(); ++t) {
    if (!picture.shown[t]) continue;
    for (const TicketIndex p : picture.graph.predecessors(t))
      if (picture.shown[p]) use(p, t);
  }
}

struct Look {
  std::string_view fill, border;
};

/// As light as paper: the text on it is black.
Look look_of(Standing standing) {
  static constexpr std::array<Look, 7> looks{{{"#ffffff", "#666666"},
                                              {"#d9efff", "#0066aa"},
                                              {"#fff3bf", "#997700"},
                                              {"#ffe8cc", "#aa6600"},
                                              {"#e6f4e6", "#2e7d32"},
                                              {"#fbdcdc", "#b00020"},
                                              {"#eeeeee", "#b00020"}}};
  return looks[static_cast<std::size_t>(standing)];
}

std::string state_words(const GraphPicture& picture, TicketIndex t) {
  std::string out(to_string(picture.standing[t]));
  if (picture.backlog[t].is_container) out += ", epic";
  if (picture.is_critical(t)) out += ", critical";
  return out;
}

/// With each character that `table` knows replaced.
std::string replaced(std::string_view text,
                     std::span<const std::pair<char, std::string_view>> table) {
  std::string out;
  for (const char c : text) {
    const auto found = std::ranges::find(table, c, [](const auto& entry) { return entry.first; });
    if (found == table.end())
      out += c;
    else
      out += found->second;
  }
  return out;
}

std::string plain(std::string_view text) { return escaped(on_one_line(text)); }

/// Text in a quoted string of DOT, which knows escapes and HTML's entities.
std::string dot_text(std::string_view text) {
  static constexpr std::pair<char, std::string_view> table[] = {
      {'"', "\\\""}, {'\\', "\\\\"}, {'&', "&amp;"}};
  return replaced(plain(text), table);
}

/// Text in a quoted label of Mermaid, whose escapes are entities that begin with "#". Quotes would
/// end it, backquotes make it Markdown, "%%" a comment or a directive; the rest is HTML's.
std::string mermaid_text(std::string_view text) {
  static constexpr std::pair<char, std::string_view> table[] = {
      {'"', "#quot;"}, {'#', "#35;"}, {'&', "#amp;"}, {'<', "#lt;"}, {'>', "#gt;"},
      {'`', "#96;"},   {'%', "#37;"}, {'\\', "#92;"}, {';', "#59;"}};
  return replaced(plain(text), table);
}

}  // namespace

GraphPicture picture_of(const Backlog& backlog, const Graph& graph, const Plan& plan,
                        std::vector<std::int64_t> durations) {
  GraphPicture picture{.backlog = backlog, .graph = graph, .durations = std::move(durations)};
  std::vector<bool> open(backlog.size());
  for (TicketIndex t = 0; t < backlog.size(); ++t) {
    const Standing standing = plan.standing(t);
    picture.standing.push_back(standing);
    open[t] = standing != Standing::done && standing != Standing::deferred &&
              standing != Standing::blocked;
  }
  picture.critical = critical_path(graph, picture.durations, open);
  picture.shown.assign(backlog.size(), true);
  picture.place_on_path.resize(backlog.size());
  for (std::size_t i = 0; i < picture.critical.tickets.size(); ++i)
    picture.place_on_path[picture.critical.tickets[i]] = i + 1;
  return picture;
}

std::string graph_dot(const GraphPicture& picture) {
  std::string out =
      "digraph tickets {\n  rankdir=LR;\n"
      "  node [shape=box, style=\"filled,rounded\", fontname=\"sans-serif\"];\n";
  for (TicketIndex t = 0; t < picture.shown.size(); ++t) {
    if (!picture.shown[t]) continue;
    const Ticket& ticket = picture.backlog[t];
    const Look look = look_of(picture.standing[t]);
    out += format("  \"{}\" [label=\"{}\\n{}\\n{}\", fillcolor=\"{}\", color=\"{}\"{}];\n",
                  dot_text(ticket.id), dot_text(ticket.id), dot_text(ticket.title),
                  state_words(picture, t), look.fill, look.border,
                  picture.is_critical(t) ? ", penwidth=3" : "");
  }
  each_edge(picture, [&](TicketIndex before, TicketIndex after) {
    out += format("  \"{}\" -> \"{}\"{};\n", dot_text(picture.backlog[before].id),
                  dot_text(picture.backlog[after].id),
                  picture.is_critical(before, after) ? " [penwidth=3]" : "");
  });
  return out + "}\n";
}

std::string graph_mermaid(const GraphPicture& picture) {
  std::string out = "flowchart LR\n";
  for (TicketIndex t = 0; t < picture.shown.size(); ++t) {
    if (!picture.shown[t]) continue;
    const Ticket& ticket = picture.backlog[t];
    out +=
        format("  t{}[\"{}<br/>{}<br/>{}\"]:::{}\n", t, mermaid_text(ticket.id),
               mermaid_text(ticket.title), state_words(picture, t), to_string(picture.standing[t]));
  }
  each_edge(picture, [&](TicketIndex before, TicketIndex after) {
    out +=
        format("  t{} {} t{}\n", before, picture.is_critical(before, after) ? "==>" : "-->", after);
  });
  for (std::size_t i = 0; i < 7; ++i) {
    const auto standing = static_cast<Standing>(i);
    out += format("  classDef {} fill:{},stroke:{},color:#000000\n", to_string(standing),
                  look_of(standing).fill, look_of(standing).border);
  }
  return out;
}

json::value graph_json(const GraphPicture& picture) {
  json::array tickets, path;
  const auto id = [&](TicketIndex t) { return to_json(picture.backlog[t].id); };
  for (TicketIndex t = 0; t < picture.shown.size(); ++t) {
    if (!picture.shown[t]) continue;
    const Ticket& ticket = picture.backlog[t];
    json::array needs;
    for (const TicketIndex p : picture.graph.predecessors(t)) needs.push_back(id(p));
    tickets.push_back({{"id", id(t)},
                       {"title", to_json(ticket.title)},
                       {"component", to_json(ticket.component)},
                       {"priority", format("P{}", ticket.priority)},
                       {"state", to_json(to_string(ticket.state))},
                       {"standing", to_json(to_string(picture.standing[t]))},
                       {"container", ticket.is_container},
                       {"critical", picture.is_critical(t)},
                       {"needs", std::move(needs)}});
  }
  for (const TicketIndex t : picture.critical.tickets) path.push_back(id(t));
  return {{"schema", "sage.graph/1"},
          {"tickets", std::move(tickets)},
          {"critical_path", std::move(path)},
          {"critical_path_ms", picture.critical.length}};
}

}  // namespace sage
