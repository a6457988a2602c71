#pragma once

#include <filesystem>
#include <string>

namespace sage {

struct ShellOptions {
  std::string completion;         ///< bash, zsh, fish; tickets: what these scripts ask for
  std::filesystem::path manuals;  ///< the folder that gets the manual pages
};

}  // namespace sage
