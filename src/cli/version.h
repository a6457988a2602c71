#pragma once

#include <string>

#include "cli/options.h"

namespace sage {

/// The versions of the program and of the libraries that it runs with, as text or JSON.
std::string version_text(Format format);

}  // namespace sage
