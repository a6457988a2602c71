// Whether the kernel mounts overlays here depends on its version, on what it lets this user do
// (sysctls, seccomp, security modules), and on the file system: so it is tried.

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "base/error.h"
#include "base/text.h"
#include "os/overlay.h"
#include "os/path_error.h"

namespace sage {
namespace {

class TrialFolder {
 public:
  explicit TrialFolder(const fs::path& parent) : path_((parent / "overlay.XXXXXX").native()) {
    if (!::mkdtemp(path_.data())) throw path_error("make a folder in", parent, errno);
  }
  TrialFolder(const TrialFolder&) = delete;
  TrialFolder& operator=(const TrialFolder&) = delete;
  ~TrialFolder() {
    try {
      remove_tree(path_);
    } catch (const Error&) {  // a cache's: no harm
    }
  }
  fs::path path() const { return path_; }

 private:
  std::string path_;
};

/// Not synced: it is not to stay.
void write(const fs::path& file, std::string_view text) { std::ofstream(file) << text; }

void expect(bool holds, std::string_view what) {
  if (!holds) throw Error(ErrorKind::repository_state, format("overlays here {}", what));
}

/// In a process of its own. A file deleted, a file changed, a folder replaced.
void try_one(const fs::path& folder) {
  enter_mount_namespace();
  const auto make = [&](const char* name) { return fs::create_directory(folder / name); };
  for (const char* name : {"lower", "upper", "work", "at"}) make(name);
  make("lower/folder");
  const fs::path at = folder / "at";
  for (const char* file : {"lower/a", "lower/b", "lower/folder/c"})
    write(folder / file, "from below\n");
  const Overlay overlay({folder / "lower", folder / "upper", folder / "work", at});
  expect(overlay.is_whole(), "cannot be told from other mounts");
  fs::remove(at / "a");
  write(at / "b", "changed\n");
  fs::remove_all(at / "folder");
  fs::create_directory(at / "folder");
  expect(!fs::exists(at / "a"), "do not hide what was deleted");
  expect(fs::is_empty(at / "folder"), "do not hide what was in a folder");
  expect(read_file(folder / "lower/b") == "from below\n", "change what is below");
  expect(read_file(folder / "upper/b") == "changed\n", "do not keep changes above");
}

std::string reason_of(const fs::path& folder) try {
  try_one(folder);
  return {};
} catch (const std::exception& error) {
  return error.what();
}

}  // namespace

std::string why_no_overlay(const fs::path& folder) {
  const TrialFolder trial(folder);
  const fs::path answer = trial.path() / "answer";
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string reason = reason_of(trial.path());
    if (!reason.empty()) write(answer, reason);
    ::_exit(reason.empty() ? 0 : 1);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child)
    throw system_error("cannot try an overlay", errno);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return read_file(answer).value_or("the process that tried it was ended");
}

}  // namespace sage
