#include "app.h"

#include <unistd.h>

#include "base/error.h"

namespace sage {

std::string App::variable(const std::string& name) const {
  for (const auto& assignment : environment)
    if (assignment.starts_with(name + "=")) return assignment.substr(name.size() + 1);
  return {};
}

std::filesystem::path App::cache_folder() const {
  if (const auto cache = variable("XDG_CACHE_HOME"); !cache.empty()) return cache;
  if (const auto home = variable("HOME"); !home.empty()) return home + "/.cache";
  throw Error(ErrorKind::internal, "neither XDG_CACHE_HOME nor HOME is set",
              "say where workspaces may live with git config sage.workspace.root FOLDER");
}

App this_app() {
  App app;
  for (char** variable = environ; *variable; ++variable) app.environment.emplace_back(*variable);
  app.folder = std::filesystem::current_path();
  app.program = std::filesystem::read_symlink("/proc/self/exe");
  const std::string ci = app.variable("CI");
  if (!ci.empty() && ci != "false") return app;
  app.stdin_is_terminal = isatty(STDIN_FILENO) == 1;
  app.stdout_is_terminal = isatty(STDOUT_FILENO) == 1;
  app.stderr_is_terminal = isatty(STDERR_FILENO) == 1;
  return app;
}

}  // namespace sage
