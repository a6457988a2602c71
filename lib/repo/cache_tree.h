#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sage {

/// The extension TREE of git's index, which says what tree each folder is as long as nothing in it
/// changes, with the folders above `changed` (sorted paths) made invalid, as git does. Empty, which
/// git mends, if it is not well formed.
std::string invalidated_cache_tree(std::string_view cache_tree,
                                   const std::vector<std::string_view>& changed);

}  // namespace sage
