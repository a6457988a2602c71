#pragma once

#include <string>
#include <string_view>

namespace sage {

/// `output` without the escape sequences that colour it (ESC [ … letter).
std::string without_escapes(std::string_view output);

}  // namespace sage
