#include <algorithm>
#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "hooks/hook_config.h"
#include "hooks/hook_folder.h"
#include "hooks/hook_manager.h"
#include "hooks/run_hook.h"
#include "view/output.h"

namespace sage {
namespace {

/// What decides which hooks git runs in a repository.
struct HookPlaces {
  explicit HookPlaces(const App& app, const Repository& repository)
      : git(app.environment, git_folder_of(repository)),
        folder(repository.common_dir() / "hooks"),
        manager(hook_manager(
            {git_folder_of(repository), folder.path(),
             git.ask({"config", "--type=path", "--get", "core.hooksPath"}).value_or("")})) {}

  GitProgram git;
  HookFolder folder;
  HookConfig config{git};
  std::optional<HookManager> manager;
};

int tell_lines(const HookManager& manager) {
  fmt::print("{} runs the hooks of this repository, so nothing was installed.\n", manager.name);
  for (const auto& [where, text] : manager.missing)
    fmt::print("\nadd to {}:\n\n{}", escaped(where), text);
  if (manager.not_executable.empty()) return exit_code::repository_state;
  fmt::print("\n{} executable:\n\nchmod +x",
             manager.missing.empty() ? "make them" : "and make them");
  for (const auto& file : manager.not_executable) fmt::print(" {}", shell_word(file));
  fmt::print("\n");
  return exit_code::repository_state;
}

/// The text of where ours stands, if it was not there before.
std::string install(const HookPlaces& at, const HookScript& script, const App& app) {
  if (!at.config.is_understood()) {
    if (!at.folder.install(script, app.program)) return {};
    return at.folder.keeps_theirs(script.name) ? "installed, after your own" : "installed";
  }
  at.folder.uninstall(script.name);  // of an older git
  return at.config.install(script.name, app.program) ? "installed in git's configuration" : "";
}

int install_all(const HookPlaces& at, const App& app) {
  const bool is_managed = at.manager && !at.config.is_understood();
  if (is_managed && !at.manager->is_complete()) return tell_lines(*at.manager);
  bool changed = false;
  if (at.manager && at.manager->is_complete()) {
    fmt::print("nothing to do: {} runs them\n", at.manager->name);
    return exit_code::ok;
  }
  for (const auto& script : hook_scripts()) {
    const std::string did = install(at, script, app);
    if (!did.empty()) fmt::print("{}: {}\n", script.name, did);
    changed |= !did.empty();
  }
  if (!changed) fmt::print("nothing to do: all hooks are installed\n");
  return exit_code::ok;
}

int uninstall_all(const HookPlaces& at) {
  bool changed = false;
  for (const auto& script : hook_scripts()) {
    const bool had_theirs = at.folder.keeps_theirs(script.name);
    const bool from_folder = at.folder.uninstall(script.name);
    if (!at.config.uninstall(script.name) && !from_folder) continue;
    changed = true;
    fmt::print("{}: removed{}\n", script.name,
               from_folder && had_theirs ? ", your own is back" : "");
  }
  if (!changed) fmt::print("nothing to do: no hook is installed\n");
  return exit_code::ok;
}

bool runs_by_manager(const HookPlaces& at, std::string_view hook) {
  return at.manager && std::ranges::count(at.manager->runs, hook) != 0;
}

/// "file", "config", "manager" or nothing: by what git runs ours.
std::string installed_by(const HookPlaces& at, std::string_view hook) {
  if (at.config.is_understood() && at.config.holds_ours(hook)) return "config";
  if (runs_by_manager(at, hook)) return "manager";
  return !at.manager && at.folder.holds_ours(hook) ? "file" : "";
}

int print_status(const HookPlaces& at, Format format) {
  json::array hooks;
  for (const auto& [name, text] : hook_scripts()) {
    const std::string by = installed_by(at, name);
    const bool chained = by == "file" && at.folder.keeps_theirs(name);
    if (format == Format::human)
      fmt::print("{:<12} {}{}\n", name,
                 by.empty()
                     ? "not installed"
                     : sage::format("installed ({})", by == "manager" ? at.manager->name : by),
                 chained ? ", after your own" : "");
    hooks.push_back({{"hook", name},
                     {"installed_by", by.empty() ? json::value() : json::value(by)},
                     {"after_your_own", chained}});
  }
  if (format != Format::human) print_result(pretty({{"schema", "sage.hooks/1"}, {"hooks", hooks}}));
  return exit_code::ok;
}

}  // namespace

int hooks_command(const App& app, const Options& options) {
  using Action = HooksOptions::Action;
  const Action action = options.hooks.action;
  if (action == Action::run) return run_hook(app, options);
  const HookPlaces at(app, Repository::discover(app.folder));
  if (action == Action::install) return install_all(at, app);
  return action == Action::uninstall ? uninstall_all(at) : print_status(at, options.format);
}

}  // namespace sage
