#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace sage {

/// A hook as it stands in hooks/, compiled in.
struct HookScript {
  std::string_view name;  ///< as git calls it: "pre-commit"
  std::string_view text;
};

/// All of ours.
std::span<const HookScript> hook_scripts();

/// The script as it is put into a repository: it runs this very program.
std::string installed_script(const HookScript& script, const std::filesystem::path& program);

/// "sage-stream hooks run pre-commit": what stands in the file of a manager that runs ours.
std::string run_line(std::string_view hook);

/// Whether the text of a hook is such a script, for any program and of any version.
bool is_our_script(std::string_view text);

/// How we call the hook that stood there before: it is run first.
inline constexpr const char* before_suffix = ".before-sage";

}  // namespace sage
