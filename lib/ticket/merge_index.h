#pragma once

#include <cstddef>
#include <string>

namespace sage {

struct MergedIndex {
  std::string text;
  bool clean = true;  ///< false: the text has conflict markers around what clashes
};

/// Merges two versions of the ticket index that come from `base`, ticket by ticket and member by
/// member, by the rules of docs/MERGING.md; an empty base means that both sides added the file.
/// The result keeps our layout. A clash becomes git's conflict markers of `marker_size` characters
/// around the lines of the smallest member that clashes. O(size of the texts). Throws
/// Error(invalid_input) that names the version which is no index, as read_index_text does.
MergedIndex merge_index(const std::string& base, const std::string& ours, const std::string& theirs,
                        std::size_t marker_size = 7);

}  // namespace sage
