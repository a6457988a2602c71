#pragma once

#include <filesystem>
#include <string>

namespace sage {

struct ShellOptions {
  std::string completion;  ///< bash, zsh, fish; tickets, components, runs: what these ask for
  std::filesystem::path manuals;  ///< the folder that gets the manual pages
};

}  // namespace sage
