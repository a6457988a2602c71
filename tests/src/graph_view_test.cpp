#include "view/graph_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "ticket/read_index.h"

namespace sage {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string hostile_title =
    R"(say \"hi\" \\ [a] (b) {c} <i>&amp;</i> #35; `code` %% | ; end\n  t9 --> t0\u001b[31m)";

/// E is an epic with A and B; C waits for it; D is deferred and blocks X; A has a title from hell.
std::string index_text() {
  return R"({"tickets":[
    {"id":"A","title":")" +
         hostile_title + R"(","state":"UNPROCESSED","effort":2},
    {"id":"B","title":"second","state":"COMPLETED","dependencies":["A"]},
    {"id":"E","title":"both","state":"UNPROCESSED","children":["A","B"]},
    {"id":"C","title":"third","state":"UNPROCESSED","dependencies":["E"],"effort":3},
    {"id":"D","title":"later","state":"DEFERRED"},
    {"id":"X","title":"after","state":"UNPROCESSED","dependencies":["D","C"]}]})";
}

struct Pictured {
  Backlog backlog = read_index_text(index_text(), "index");
  Graph graph = Graph::build(backlog);
  Plan plan{backlog, graph, standing(), {}};
  GraphPicture picture = (plan.start(), picture_of(backlog, graph, plan, {20, 10, 0, 30, 10, 10}));

  std::vector<Standing> standing() const {
    std::vector<Standing> out;
    for (const Ticket& ticket : backlog.tickets()) out.push_back(Plan::standing_of(ticket.state));
    return out;
  }
};

TEST(GraphText, HasALineForEachTicketWithItsStateInWords) {
  const Pictured pictured;
  EXPECT_EQ(graph_text(pictured.picture, {.unicode = true}, 60),
            "● A    ready     say \"hi\" \\ [a] (b) {c} <i>&amp;</i> #35; `…\n"
            "├─○ B  done      second\n"
            "● E    waiting   epic: both (also after B)\n"
            "● C    waiting   third\n"
            "○ X    blocked   after (also after D)\n"
            "\n"
            "○ D    deferred  later\n"
            "\n"
            "a ticket stands below what it waits for last\n"
            "● critical path: 2 tickets, 50ms\n");
}

TEST(GraphText, HoldsNoControlCharactersAndOnlyAsciiWhereAsked) {
  const Pictured pictured;
  const std::string text = graph_text(pictured.picture, {.unicode = false}, 0);
  EXPECT_THAT(text, HasSubstr("\\x1b[31m"));
  EXPECT_THAT(text, HasSubstr("|-o B"));
  for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= ' ' && c < 127));
}

/// Reads a DOT file as far as `graph_dot` writes it: quoted strings with \" and \\ inside.
struct Dot {
  explicit Dot(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      std::vector<std::string> strings;
      std::string rest;
      for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '"') {
          rest += line[i];
          continue;
        }
        std::string& found = strings.emplace_back();
        for (++i; i < line.size() && line[i] != '"'; ++i) {
          if (line[i] == '\\') found += line[i++];
          found += line[i];
        }
        rest += '$';
      }
      if (rest.starts_with("  $ [label=$, fillcolor=$, color=$"))
        labels[strings[0]] = strings[1];
      else if (rest.starts_with("  $ -> $"))
        edges.insert(strings[0] + ">" + strings[1]);
      else
        others += rest + "\n";
    }
  }
  std::map<std::string, std::string> labels;
  std::set<std::string> edges;
  std::string others;
};

const std::set<std::string> all_edges{"A>B", "A>E", "B>E", "E>C", "C>X", "D>X"};

TEST(GraphDot, QuotesWhateverATitleHolds) {
  const Pictured pictured;
  const Dot dot(graph_dot(pictured.picture));
  EXPECT_EQ(dot.edges, all_edges);
  EXPECT_EQ(dot.labels.size(), 6u);
  EXPECT_EQ(
      dot.labels.at("A"),
      R"(A\nsay \"hi\" \\ [a] (b) {c} <i>&amp;amp;</i> #35; `code` %% | ; end   t9 --> t0\\x1b[31m\nready, critical)");
  EXPECT_EQ(dot.labels.at("X"), R"(X\nafter\nblocked)");
  EXPECT_EQ(dot.others,
            "digraph tickets {\n  rankdir=LR;\n"
            "  node [shape=box, style=$, fontname=$];\n}\n");
}

TEST(GraphDot, MarksTheCriticalPath) {
  const Pictured pictured;
  const std::string dot = graph_dot(pictured.picture);
  EXPECT_THAT(dot, HasSubstr("\"A\" -> \"E\" [penwidth=3];"));
  EXPECT_THAT(dot, HasSubstr("\"A\" -> \"B\";"));
}

/// Reads a flowchart as Mermaid does, as far as `graph_mermaid` writes one: a label ends at the
/// first quote, and "#name;" in it is a character.
struct Mermaid {
  explicit Mermaid(const std::string& text) {
    std::istringstream lines(text);
    std::getline(lines, first);
    for (std::string line; std::getline(lines, line);) read(line);
  }
  void read(const std::string& line) {
    EXPECT_EQ(line.substr(0, 2), "  ");
    EXPECT_EQ(line.find("%%"), line.npos) << line;
    const auto open = line.find("[\""), close = line.find("\"]:::");
    if (line.starts_with("  classDef ")) {
      classes.insert(line.substr(11, line.find(' ', 11) - 11));
    } else if (open != line.npos) {
      const std::string label = line.substr(open + 2, close - open - 2);
      EXPECT_EQ(label.find('"'), label.npos) << label;
      labels[line.substr(2, open - 2)] = decoded(label);
      used.insert(line.substr(close + 5));
    } else {
      std::istringstream words(line);
      std::string from, arrow, to, more;
      words >> from >> arrow >> to;
      EXPECT_FALSE(words >> more) << line;
      EXPECT_TRUE(arrow == "-->" || arrow == "==>") << line;
      edges.insert(from + (arrow == "==>" ? "=" : ">") + to);
    }
  }
  static std::string decoded(std::string text) {
    static const std::map<std::string, std::string> names{
        {"quot", "\""}, {"amp", "&"}, {"lt", "<"}, {"gt", ">"}};
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '<') {  // the only tag is a line's end
        EXPECT_EQ(text.substr(i, 5), "<br/>");
        out += '\n';
        i += 4;
      } else if (text[i] == '#') {
        const auto end = text.find(';', i);
        const std::string name = text.substr(i + 1, end - i - 1);
        out += names.contains(name) ? names.at(name)
                                    : std::string(1, static_cast<char>(std::stoi(name)));
        i = end;
      } else {
        EXPECT_EQ(std::string_view("&>`;\\").find(text[i]), std::string_view::npos) << text[i];
        out += text[i];
      }
    }
    return out;
  }
  std::string first;
  std::map<std::string, std::string> labels;
  std::set<std::string> edges, classes, used;
};

TEST(GraphMermaid, HoldsWhateverATitleHolds) {
  const Pictured pictured;
  const Mermaid mermaid(graph_mermaid(pictured.picture));
  EXPECT_EQ(mermaid.first, "flowchart LR");
  EXPECT_EQ(
      mermaid.labels.at("t0"),
      "A\nsay \"hi\" \\ [a] (b) {c} <i>&amp;</i> #35; `code` %% | ; end   t9 --> t0\\x1b[31m\n"
      "ready, critical");
  EXPECT_EQ(mermaid.labels.at("t2"), "E\nboth\nwaiting, epic, critical");
  EXPECT_EQ(mermaid.edges,
            (std::set<std::string>{"t0>t1", "t0=t2", "t1>t2", "t2=t3", "t3>t5", "t4>t5"}));
  EXPECT_TRUE(std::ranges::includes(mermaid.classes, mermaid.used));
}

TEST(GraphJson, NamesWhatEachTicketNeeds) {
  const Pictured pictured;
  const json::value graph = graph_json(pictured.picture);
  EXPECT_EQ(graph.at("schema").as_string(), "sage.graph/1");
  EXPECT_EQ(json::serialize(graph.at("critical_path")), R"(["A","E","C"])");
  EXPECT_EQ(graph.at("critical_path_ms").as_int64(), 50);
  const auto& x = graph.at("tickets").at(5);
  EXPECT_EQ(json::serialize(x.at("needs")), R"(["C","D"])");
  EXPECT_EQ(x.at("standing").as_string(), "blocked");
  EXPECT_EQ(graph.at("tickets").at(0).at("critical").as_bool(), true);
}

TEST(Graph, OnlyWhatIsShownIsInAnyForm) {
  Pictured pictured;
  pictured.picture.shown = {true, false, true, false, false, false};
  EXPECT_EQ(Dot(graph_dot(pictured.picture)).edges, std::set<std::string>{"A>E"});
  EXPECT_EQ(Mermaid(graph_mermaid(pictured.picture)).edges, std::set<std::string>{"t0=t2"});
  EXPECT_EQ(graph_json(pictured.picture).at("tickets").as_array().size(), 2u);
  EXPECT_THAT(graph_text(pictured.picture, {}, 0), Not(HasSubstr("second")));
}

}  // namespace
}  // namespace sage
