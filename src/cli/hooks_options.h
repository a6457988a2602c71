#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sage {

/// `hooks install`, `uninstall`, `status` and `run`.
struct HooksOptions {
  enum class Action { install, uninstall, status, run };
  Action action = Action::status;
  // run
  std::string hook;                    ///< as git calls it
  std::filesystem::path before;        ///< the user's own hook, run first if it is there
  std::vector<std::string> arguments;  ///< git's
};

}  // namespace sage
