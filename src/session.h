#pragma once

#include "app.h"
#include "cli/options.h"
#include "config/settings.h"
#include "repo/repository.h"
#include "run/layout.h"

namespace sage {

/// What every command on a repository begins with.
struct Session {
  Repository repository;
  Layout layout;
  Settings settings;
};

/// The settings of all layers; `file`: .sage/config.json, which need not be there.
Settings read_settings(const App& app, const Options& options, const std::filesystem::path& file);

/// The same for an open repository, where `onto` must be the name of a branch.
Settings settings_here(const App& app, const Options& options, const Repository& repository);

/// Where the files of this repository's streams are.
Layout layout_of(const Repository& repository);

/// What a wrong value of a setting is: wrong usage if a flag gave it, else invalid input.
ErrorKind kind_of_wrong(const Options& options, std::string_view setting);

/// The root of this repository's workspaces.
std::filesystem::path workspaces_of(const App& app, const Session& session);

/// Opens the repository that holds app.folder and reads its settings, all layers.
Session open_session(const App& app, const Options& options);

}  // namespace sage
