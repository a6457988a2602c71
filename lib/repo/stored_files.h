#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "repo/raw_index.h"
#include "repo/repository.h"

/// Files as git holds them, where no folder shows them.
namespace sage {

/// What is staged: the files of git's index.
class StagedFiles {
 public:
  /// Of the file that is the index of a checkout, or one that git made for a single commit. None
  /// there: nothing is staged. Throws what RawIndex::read does.
  explicit StagedFiles(const fs::path& index_file);

  /// Mode::none: not staged, or in conflict. A folder has no id.
  TreeEntry at(const std::string& path) const;
  std::vector<std::string> names_in(const std::string& folder) const;

 private:
  RawIndex index_;
};

/// The names in a folder of a tree; none if it is no folder.
std::vector<std::string> names_in(const Repository& repository, const ObjectId& tree,
                                  std::string_view folder);

/// Objects of this folder are found from now on too: git keeps those of a push apart until its
/// hooks let it in.
void read_objects_also(const Repository& repository, const fs::path& folder);

}  // namespace sage
