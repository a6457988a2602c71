#include "session.h"

#include <algorithm>

#include "os/process.h"
#include "repo/workspace.h"

namespace sage {
namespace {

/// All layers of git's own configuration, as git itself reads them.
std::string git_configuration(const App& app) {
  SpawnRequest request;
  request.argv = {"git", "config", "--list", "-z"};
  request.folder = app.folder;
  request.environment = app.environment;
  const Captured ran = run_captured(std::move(request));
  if (!ran.status.ok())
    throw Error(ErrorKind::invalid_input,
                format("git config --list: {}", excerpt(trimmed(ran.err), 300)));
  return ran.out;
}

/// A list that a layer gives one text at a time, as one list.
std::vector<SettingValue> gathered(const std::vector<SettingValue>& values) {
  std::vector<SettingValue> out;
  json::array copied;
  for (const auto& value : values) {
    if (value.name != "workspace.copy" || !value.value.is_string()) {
      out.push_back(value);
      continue;
    }
    copied.push_back(value.value);
    std::erase_if(out, [&](const SettingValue& other) { return other.name == value.name; });
    out.push_back({value.name, copied, value.where});
  }
  return out;
}

/// Needs an open repository: libgit2 has the last word.
void require_branch_name(const std::string& onto, const Options& options) {
  if (!onto.empty() && !is_branch_name(onto))
    throw Error(kind_of_wrong(options, "onto"),
                format("onto: expected the name of a branch, found \"{}\"", excerpt(onto, 80)));
}

}  // namespace

Settings read_settings(const App& app, const Options& options, const fs::path& file) {
  Settings settings;
  const auto apply = [&](const std::vector<SettingValue>& values) {
    for (const auto& value : gathered(values)) set(settings, value);
  };
  if (const auto text = read_file(file, 1 << 20)) apply(settings_of_file(*text, file.string()));
  apply(settings_of_git(git_configuration(app)));
  apply(settings_of_environment(app.environment));
  try {
    apply(options.settings);
  } catch (const Error& error) {  // a flag's value: wrong usage
    throw Error(ErrorKind::usage, error.message(), error.hint());
  }
  return settings;
}

Layout layout_of(const Repository& repository) {
  return {repository.is_bare() ? repository.git_dir() / "sage" : repository.checkout() / ".sage"};
}

ErrorKind kind_of_wrong(const Options& options, std::string_view setting) {
  const bool is_flag = std::ranges::any_of(
      options.settings, [&](const SettingValue& value) { return value.name == setting; });
  return is_flag ? ErrorKind::usage : ErrorKind::invalid_input;
}

Settings settings_here(const App& app, const Options& options, const Repository& repository) {
  Settings settings = read_settings(app, options, layout_of(repository).config());
  require_branch_name(settings.onto, options);
  return settings;
}

/// From within git's own folder, paths in the work tree would be taken for those beside it.
void require_work_tree(const Repository& repository, const fs::path& folder) {
  if (repository.is_bare()) return;
  const auto here = fs::weakly_canonical(folder),
             git_dir = fs::weakly_canonical(repository.git_dir());
  if (std::ranges::mismatch(git_dir, here).in1 != git_dir.end()) return;
  throw Error(ErrorKind::repository_state,
              format("{}: this is git's own folder, not in a work tree", escaped(here.native())),
              "go to the work tree, or name it with -C");
}

Session open_session(const App& app, const Options& options) {
  Repository repository = Repository::discover(app.folder);
  require_work_tree(repository, app.folder);
  Settings settings = settings_here(app, options, repository);
  Layout layout = layout_of(repository);
  return {std::move(repository), std::move(layout), std::move(settings)};
}

fs::path workspaces_of(const App& app, const Session& session) {
  const std::string& own_root = session.settings.workspace_root;
  return workspaces_root(own_root.empty() ? app.cache_folder() : fs::path(own_root),
                         session.repository);
}

}  // namespace sage
