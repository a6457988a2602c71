#pragma once

#include <string>

#include "app.h"

namespace sage {

/// Asks the person at the terminal: true for yes. Where there is none, throws Error(usage) that
/// says that `flag` is the answer.
bool confirmed(const App& app, const std::string& question, const std::string& flag);

}  // namespace sage
