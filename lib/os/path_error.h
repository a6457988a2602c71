#pragma once

#include <filesystem>
#include <string_view>

#include "base/error.h"

namespace sage {

/// Error(internal) "cannot <verb> <path>: <strerror(error_number)>".
Error path_error(std::string_view verb, const std::filesystem::path& path, int error_number);

}  // namespace sage
