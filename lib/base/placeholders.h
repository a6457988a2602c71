#pragma once

#include <map>
#include <string>
#include <string_view>

namespace sage {

/// `text` with each "{name}" that `values` knows replaced by its value; other braces stay as they
/// are. A value is never read again.
std::string fill_placeholders(std::string_view text,
                              const std::map<std::string, std::string>& values);

}  // namespace sage
