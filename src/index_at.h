#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app.h"
#include "repo/repository.h"
#include "run/layout.h"
#include "validate/validate.h"

namespace sage {

/// The ticket index of a folder, of git's index or of a commit, and the files beside it there.
struct IndexAt {
  std::string name;                 ///< in the repository, fit to be printed
  std::optional<std::string> text;  ///< nothing: it is not there …
  std::string why;                  ///< … for this reason
  std::unique_ptr<Files> files;     ///< null: there are none beside it
  /// By .sage/config.json beside the index; where there is none, by this repository's own. Null:
  /// nobody can tell.
  std::function<bool(std::string_view agent)> knows_agent;
};

IndexAt index_in_folder(const Repository& repository, const Layout& layout);
IndexAt index_staged(const App& app, const Repository& repository);
/// Throws Error(usage) if there is no such commit.
IndexAt index_of_commit(const App& app, const Repository& repository, const std::string& rev);

/// What is wrong with it, where it was found.
ValidationReport report_on(const IndexAt& index);

}  // namespace sage
