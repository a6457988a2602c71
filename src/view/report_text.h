#pragma once

#include "report/progress.h"
#include "view/style.h"

namespace sage {

/// The progress report for a terminal: tables with aligned columns. `columns`: how wide a line may
/// be, so that cells of words are cut; 0: as wide as it takes.
std::string report_text(const Progress& progress, const Style& style, int columns);

}  // namespace sage
