#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sage {

/// Another program that decides which hooks run, so that a hook put beside its own would be ignored
/// or lost. It is told to run ours by lines in files of its own.
struct HookManager {
  struct Lines {
    std::string where;  ///< a file in the checkout, or a full path, and the place in it
    std::string text;   ///< exactly what is to be added there
  };
  std::string name;
  std::vector<std::string> runs;            ///< the hooks of ours that it runs already
  std::vector<Lines> missing;               ///< for the others
  std::vector<std::string> not_executable;  ///< files that must be, or git ignores them

  bool is_complete() const { return missing.empty() && not_executable.empty(); }
};

/// Where to look for one.
struct HookSurroundings {
  std::filesystem::path checkout;    ///< or the git folder of a bare repository
  std::filesystem::path own_folder;  ///< where git looks if nobody says otherwise
  std::string hooks_path;            ///< core.hooksPath, or empty
};

/// The one that is in charge, or nothing.
std::optional<HookManager> hook_manager(const HookSurroundings& where);

}  // namespace sage
