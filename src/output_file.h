#pragma once

#include <filesystem>

namespace sage {

/// Throws Error(usage) if no file could be written there: said before the work whose result is to
/// go there is done. A device or a pipe is refused, since a file is written whole, in its place.
void check_output_file(const std::filesystem::path& file);

}  // namespace sage
