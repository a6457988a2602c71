#pragma once

#include <optional>

namespace sage {

/// Who decides what is done next.
enum class RunMode { automatic, semi_auto, interactive, parallel_interactive };

struct ModeOptions {
  std::optional<RunMode> mode;  ///< none given: --interactive, if there is somebody to ask
  bool yes = false;             ///< each question gets its usual answer
};

}  // namespace sage
