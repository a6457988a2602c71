#pragma once

#include <string>
#include <string_view>

namespace sage {

/// What differs between two texts of the file `path`, as git shows it; empty if nothing does.
std::string text_diff(const std::string& path, std::string_view before, std::string_view after);

}  // namespace sage
