#pragma once

#include <string>
#include <vector>

#include "cli/command_tree.h"

namespace sage {

struct ManualPage {
  std::string name;  ///< of the file: "sage-stream-hooks.1"
  std::string text;  ///< for man(7)
};

/// A manual page for the program and one for each command (those below a command stand in its
/// page), made from the same command line as --help; and git-sage.1, which `git sage --help` shows.
std::vector<ManualPage> manual_pages(const CommandInfo& program, const std::string& version);

}  // namespace sage
