#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app.h"
#include "cli/options.h"
#include "repo/repository.h"
#include "run/layout.h"
#include "validate/validate.h"

namespace sage {

/// The ticket index of a folder, of git's index or of a commit, and the files beside it there.
struct IndexAt {
  std::string name;                 ///< in the repository, fit to be printed
  std::optional<std::string> text;  ///< nothing: it is not there …
  std::string why;                  ///< … for this reason
  bool in_branch = false;           ///< a branch's, which no checkout shows
  std::unique_ptr<Files> files;     ///< null: there are none beside it
  /// Of git's index or a commit: by .sage/config.json beside it; where there is none, by this
  /// repository's own. Null: nobody can tell.
  std::function<bool(std::string_view agent)> knows_agent;
};

/// The one that a run with the same options would use. Its agents are those of the settings.
IndexAt index_of_run(const App& app, const Options& options, const Repository& repository);
IndexAt index_staged(const App& app, const Repository& repository);
/// Throws Error(usage) if there is no such commit.
IndexAt index_of_commit(const App& app, const Repository& repository, const std::string& rev);

/// What is wrong with it, where it was found.
ValidationReport report_on(IndexAt& index);

}  // namespace sage
