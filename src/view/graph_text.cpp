#include <algorithm>

#include "base/text.h"
#include "plan/outline.h"
#include "view/display_width.h"
#include "view/graph_view.h"

namespace sage {
namespace {

using Begins = OutlineLine::Begins;

constexpr int narrowest_title = 12;
constexpr std::string_view widest_state = "retrying";

Tone tone_of(Standing standing) {
  switch (standing) {
    case Standing::done:
      return Tone::dim;
    case Standing::ready:
    case Standing::running:
      return Tone::good;
    case Standing::parked:
    case Standing::blocked:
      return Tone::warn;
    case Standing::deferred:
      return Tone::bad;
    case Standing::waiting:
      return Tone::plain;
  }
  return Tone::plain;
}

class GraphText {
 public:
  GraphText(const GraphPicture& picture, const Style& style, int columns)
      : picture_(picture),
        style_(style),
        columns_(columns),
        lines_(outline_of({picture.graph, picture.shown, picture.durations, picture.critical})) {
    for (const auto& line : lines_)
      id_column_ = std::max(id_column_, display_width(stem(line) + id(line.ticket)));
  }

  std::string text() const {
    std::string out;
    for (const auto& line : lines_) {
      if (line.begins == Begins::tree && !out.empty()) out += "\n";
      out += line_text(line) + "\n";
    }
    return out + legend();
  }

 private:
  std::string id(TicketIndex t) const { return style_.shown(picture_.backlog[t].id); }
  std::string_view knot(bool critical) const {
    if (style_.unicode) return critical ? "● " : "○ ";
    return critical ? "* " : "o ";
  }

  std::string stem(const OutlineLine& line) const {
    std::string out;
    const bool is_branch = line.begins == Begins::branch;
    for (std::uint32_t i = is_branch ? 1 : 0; i < line.depth; ++i)
      out += style_.unicode ? "│ " : "| ";
    if (is_branch) out += style_.unicode ? "├─" : "|-";
    return out + std::string(knot(picture_.is_critical(line.ticket)));
  }

  std::string besides(const OutlineLine& line) const {
    if (line.also_after.empty()) return {};
    std::vector<std::string> ids;
    for (const TicketIndex t : line.also_after) ids.push_back(id(t));
    return " (also after " + listing(ids, 4) + ")";
  }

  std::string line_text(const OutlineLine& line) const {
    const Ticket& ticket = picture_.backlog[line.ticket];
    const Standing standing = picture_.standing[line.ticket];
    const Tone tone = tone_of(standing);
    const std::string front = stem(line), after = besides(line);
    const int gap = id_column_ - display_width(front) - display_width(id(line.ticket)) + 2;
    const int used = id_column_ + 2 + static_cast<int>(widest_state.size()) + 2;
    const std::string title = (ticket.is_container ? "epic: " : "") + std::string(ticket.title);
    const int left = std::max(columns_ - used - display_width(after), narrowest_title);
    return front + style_.paint(tone == Tone::dim ? tone : Tone::strong, id(line.ticket)) +
           std::string(static_cast<std::size_t>(gap), ' ') +
           style_.paint(tone, format("{:{}}", to_string(standing), widest_state.size())) + "  " +
           (columns_ == 0 ? style_.shown(title) : style_.fitted(title, left)) +
           style_.paint(Tone::dim, after);
  }

  std::string legend() const {
    std::string out = "\na ticket stands below what it waits for last\n";
    if (!picture_.critical.tickets.empty())
      out += format("{}critical path: {}, {}\n", knot(true), counted(tickets_on_path(), "ticket"),
                    human_duration(picture_.critical.length));
    return out;
  }

  std::size_t tickets_on_path() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(picture_.critical.tickets,
                              [&](TicketIndex t) { return !picture_.backlog[t].is_container; }));
  }

  const GraphPicture& picture_;
  const Style& style_;
  int columns_;
  std::vector<OutlineLine> lines_;
  int id_column_ = 0;
};

}  // namespace

std::string graph_text(const GraphPicture& picture, const Style& style, int columns) {
  return GraphText(picture, style, columns).text();
}

}  // namespace sage
