#include <signal.h>

#include <cerrno>
#include <charconv>
#include <system_error>

#include "os/file.h"

namespace sage {
namespace {

constexpr std::string_view prefix = ".sage-tmp-";  // then the writer's pid, see replace_file

bool left_by_the_dead(const std::string& name) {
  if (!name.starts_with(prefix)) return false;
  pid_t pid = 0;
  const char* digits = name.data() + prefix.size();
  if (std::from_chars(digits, name.data() + name.size(), pid).ec != std::errc{} || pid <= 0)
    return false;
  return kill(pid, 0) != 0 && errno == ESRCH;
}

}  // namespace

void remove_dead_temporaries(const fs::path& folder) {
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(folder, absent))
    if (left_by_the_dead(entry.path().filename())) fs::remove(entry.path(), absent);
}

}  // namespace sage
