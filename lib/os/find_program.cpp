#include <sys/stat.h>
#include <unistd.h>

#include "os/process.h"

namespace sage {
namespace {

bool can_be_run(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::optional<fs::path> find_program(const std::string& name, const std::string& path_variable) {
  if (name.find('/') != std::string::npos)
    return can_be_run(name) ? std::optional<fs::path>(name) : std::nullopt;
  for (std::size_t from = 0; !name.empty() && from <= path_variable.size();) {
    const auto to = std::min(path_variable.find(':', from), path_variable.size());
    const fs::path folder = path_variable.substr(from, to - from);
    // An empty or relative entry means "wherever it starts": that may be an agent's workspace.
    if (folder.is_absolute() && can_be_run(folder / name)) return folder / name;
    from = to + 1;
  }
  return std::nullopt;
}

}  // namespace sage
