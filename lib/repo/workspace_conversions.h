#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "repo/workspace_state.h"

namespace sage {

/// Whether a file of this path holds attributes for its folder.
bool is_attributes_file(std::string_view path);

/// What decides, besides a tree's own .gitattributes, which bytes stand in a checkout for a blob:
/// two equal texts, and they are the same.
std::string conversions_outside_of_trees(const Repository& repository);

/// Which files may stand in a checkout with other bytes than in their blob, as far as a look at
/// the words of all attributes and settings tells: never no where the answer is yes. Asking
/// libgit2 costs about fifty system calls a file; most repositories convert nothing.
class Conversions {
 public:
  /// Of a tree folder whose .gitattributes the state's index knows.
  Conversions(const Repository& repository, const WorkspaceState& state);

  bool may_change(std::string_view path) const;

 private:
  void read_settings(git_config* config);
  void read_rules(std::string_view text);

  bool all_ = false;
  std::vector<std::string> endings_;  ///< of the names that some rule converts
};

}  // namespace sage
