#pragma once

#include <filesystem>
#include <string>

#include "git_program.h"
#include "hooks/hook_scripts.h"

namespace sage {

/// Our hooks as git's own configuration (git 2.54 and newer): `hook.sage-<hook>.command` and
/// `.event`. They run before the hook in the hooks folder, which is left alone, and whatever
/// core.hooksPath says.
class HookConfig {
 public:
  explicit HookConfig(const GitProgram& git) : git_(git) {}

  /// Whether this git runs hooks that stand in its configuration.
  bool is_understood() const;

  bool holds_ours(std::string_view hook) const;
  bool is_installed(std::string_view hook, const std::filesystem::path& program) const;
  /// False if it is there already.
  bool install(std::string_view hook, const std::filesystem::path& program) const;
  /// False if it is not there.
  bool uninstall(std::string_view hook) const;

 private:
  std::string value(std::string_view hook, const char* key) const;

  const GitProgram& git_;
};

}  // namespace sage
