#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hooks/hook_manager.h"

namespace sage {

/// The first of the files by which lefthook is configured in a checkout; empty: none is there.
std::string lefthook_file(const std::filesystem::path& checkout);

/// What is to be added to such a file, in the language that its name says, so that lefthook runs
/// these hooks of ours beside those that `text`, what stands in it, has already.
std::vector<HookManager::Lines> lefthook_lines(const std::string& file, std::string_view text,
                                               const std::vector<std::string>& hooks);

}  // namespace sage
