#pragma once

#include <string>
#include <vector>

#include "view/style.h"

namespace sage {

/// How a report is laid out.
struct ReportOptions {
  Style style;
  int columns = 80;
  std::size_t limit = 20;  ///< entries of a section; then "and 5 more"
};

/// One entry of a section: its ticket, and lines about it, as they came.
struct Entry {
  std::string id;
  std::vector<std::string> lines;
};

/// A title and its entries, ids in a column, long lines broken beside it; empty without entries.
std::string section(Tone tone, std::string_view title, const std::vector<Entry>& entries,
                    const ReportOptions& options);

/// One paragraph, broken at `options.columns`.
std::string paragraph(std::string_view text, const ReportOptions& options);

}  // namespace sage
