#include "view/report_text.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "view/display_width.h"

namespace sage {
namespace {

constexpr int gap = 2;
constexpr int narrowest = 8;

/// How wide each column of a table is: as its widest cell, and where that is more than fits, the
/// widest columns of words give way.
std::vector<int> widths_of(const ReportTable& table, const Style& style, int columns) {
  std::vector<int> widths;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    int width = display_width(table.columns[i]);
    for (const auto& row : table.rows) width = std::max(width, display_width(style.shown(row[i])));
    widths.push_back(width);
  }
  if (columns == 0 || widths.size() <= table.numbers) return widths;
  const int gaps = gap * static_cast<int>(widths.size());  // the indentation is one
  for (int all = std::accumulate(widths.begin(), widths.end(), gaps); all > columns; --all) {
    const auto widest =
        std::max_element(widths.begin(), widths.end() - static_cast<std::ptrdiff_t>(table.numbers));
    if (*widest <= narrowest) break;
    --*widest;
  }
  return widths;
}

std::string row_text(const std::vector<std::string>& cells, const std::vector<int>& widths,
                     std::size_t numbers, const Style& style) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out.append(gap, ' ');
    const bool is_number = i + numbers >= cells.size();
    const int left = is_number ? widths[i] - display_width(style.shown(cells[i])) : 0;
    out.append(static_cast<std::size_t>(std::max(left, 0)), ' ');
    out += is_number ? style.shown(cells[i]) : style.filled(cells[i], widths[i]);
  }
  return out.substr(0, out.find_last_not_of(' ') + 1) + "\n";
}

std::string table_text(const ReportTable& table, const Style& style, int columns) {
  const auto widths = widths_of(table, style, columns);
  std::string out = "\n" + style.paint(Tone::strong, table.title) + "\n";
  out += style.paint(Tone::dim, row_text(table.columns, widths, table.numbers, style));
  for (const auto& row : table.rows) out += row_text(row, widths, table.numbers, style);
  return out;
}

}  // namespace

std::string report_text(const Progress& progress, const Style& style, int columns) {
  std::string out = style.paint(Tone::strong, style.shown(progress.title)) + "\n";
  for (const auto& line : progress.lines) {
    const std::string text = style.shown(line);
    for (const auto& part : columns == 0 ? std::vector{text} : wrapped(text, columns))
      out += part + "\n";
  }
  for (const auto& table : progress.tables) out += table_text(table, style, columns);
  return out;
}

}  // namespace sage
