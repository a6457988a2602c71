#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ticket/survey_index.h"
#include "validate/finding.h"

namespace sage {

/// The files beside the index: of a folder, of git's index, or of a commit. Paths are relative to
/// the repository's folder, with slashes and without "." and "..".
class Files {
 public:
  virtual ~Files() = default;
  /// A regular file's text; nothing if there is none, or one of many megabytes.
  virtual std::optional<std::string> read(const std::string& path) const = 0;
  /// Whether there is such a file or folder.
  virtual bool exists(const std::string& path) const = 0;
  /// The names in a folder, in any order.
  virtual std::vector<std::string> names_in(const std::string& folder) const = 0;
};

/// What an index is held against.
struct Surroundings {
  const Files* files = nullptr;                               ///< null: files are not looked at
  std::function<bool(std::string_view agent)> knows_agent{};  ///< null: agents are not looked at
};

/// Everything that is wrong with the surveyed index, which is called `file`, in its order.
/// There is an error if and only if a run refuses the index. O(size of the text + files looked at).
ValidationReport validate(const IndexSurvey& survey, const std::string& file,
                          const Surroundings& around = {});

/// The report on an index that is not there.
ValidationReport without_index(const std::string& file, const std::string& why);

}  // namespace sage
