#pragma once

#include <filesystem>

#include "hooks/hook_scripts.h"

namespace sage {

/// Our hooks as files in the folder that git looks for hooks in. A hook that stood there before is
/// never written to: it is kept beside ours under another name, which ours runs first, and put back
/// when ours goes.
class HookFolder {
 public:
  explicit HookFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  bool holds_ours(std::string_view hook) const;
  /// Whether one of the user's is kept beside ours.
  bool keeps_theirs(std::string_view hook) const;
  /// Whether ours is there just as `install` would write it.
  bool is_installed(const HookScript& script, const std::filesystem::path& program) const;

  /// Killed at any point, there is the user's own hook or both. False if all is there already.
  /// Throws Error(repository_state) if two hooks of the user's would have to be kept.
  bool install(const HookScript& script, const std::filesystem::path& program) const;
  /// The user's hook is what it was, its mode and its links included. False if ours is not there.
  bool uninstall(std::string_view hook) const;

  const std::filesystem::path& path() const { return folder_; }

 private:
  std::filesystem::path file(std::string_view hook) const { return folder_ / hook; }
  std::filesystem::path theirs(std::string_view hook) const;
  void keep_theirs(std::string_view hook) const;

  std::filesystem::path folder_;
};

}  // namespace sage
