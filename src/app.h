#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sage {

/// What the process was given: read once, in main, and passed on.
struct App {
  std::vector<std::string> environment;  ///< "NAME=value"
  std::filesystem::path folder;          ///< where it works (the current folder, or -C)
  std::filesystem::path program;         ///< this executable
  /// Whether somebody sits there: never where CI is set, though some services give jobs a terminal.
  bool stdin_is_terminal = false, stdout_is_terminal = false, stderr_is_terminal = false;

  /// The variable's value; empty if it is not set.
  std::string variable(const std::string& name) const;
  /// $XDG_CACHE_HOME or ~/.cache. Throws Error(internal) if neither variable is set.
  std::filesystem::path cache_folder() const;
};

/// Reads the process's surroundings.
App this_app();

}  // namespace sage
