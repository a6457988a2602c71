#pragma once

#include <span>
#include <string>

namespace sage {

/// The run that has this id, or the only one whose id begins so; empty if there is none. Throws
/// Error(usage) if there are several.
std::string named_run(std::span<const std::string> runs, const std::string& asked);

}  // namespace sage
