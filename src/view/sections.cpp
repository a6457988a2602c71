#include "view/sections.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "view/display_width.h"

namespace sage {
namespace {

constexpr int widest_id_column = 20;

int id_column(std::span<const Entry> entries) {
  int columns = 0;
  for (const Entry& entry : entries) columns = std::max(columns, display_width(entry.id));
  return std::min(columns, widest_id_column);
}

/// The id, and its lines in the column beside it; an id wider than its column stands alone.
std::string entry_text(const Entry& entry, int column, const ReportOptions& options) {
  const std::string id = options.style.shown(entry.id);
  std::string out = "  " + options.style.paint(Tone::strong, id);
  const auto gap = [](int width) { return std::string(static_cast<std::size_t>(width), ' '); };
  bool beside_id = display_width(id) <= column;
  if (!beside_id && !entry.lines.empty()) out += "\n";
  for (const auto& line : entry.lines)
    for (const auto& part :
         wrapped(options.style.shown(line), std::max(options.columns - column - 4, 10))) {
      out += gap(beside_id ? column - display_width(id) + 2 : column + 4) + part + "\n";
      beside_id = false;
    }
  return entry.lines.empty() ? out + "\n" : out;
}

}  // namespace

std::string section(Tone tone, std::string_view title, const std::vector<Entry>& entries,
                    const ReportOptions& options) {
  if (entries.empty()) return {};
  const std::span shown = std::span(entries).first(std::min(entries.size(), options.limit));
  const int column = id_column(shown);
  std::string out = options.style.paint(tone, title) + "\n";
  for (const Entry& entry : shown) out += entry_text(entry, column, options);
  if (shown.size() < entries.size())
    out += format("  and {} more\n", entries.size() - shown.size());
  return out;
}

std::string paragraph(std::string_view text, const ReportOptions& options) {
  std::string out;
  for (const auto& line : wrapped(options.style.shown(text), options.columns)) out += line + "\n";
  return out;
}

}  // namespace sage
