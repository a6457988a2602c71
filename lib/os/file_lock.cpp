#include "os/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>

#include "os/path_error.h"

namespace sage {
namespace {

/// The file with the lock on it; nothing if `operation` does not wait and somebody holds it.
UniqueFd locked(const fs::path& path, int operation) {
  UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644)};
  if (!fd) throw path_error("open", path, errno);
  while (::flock(fd.get(), operation) != 0) {
    if (errno == EWOULDBLOCK) return {};
    if (errno != EINTR) throw path_error("lock", path, errno);
  }
  return fd;
}

}  // namespace

FileLock FileLock::acquire(const fs::path& path) { return FileLock(locked(path, LOCK_EX)); }

bool FileLock::is_at(const fs::path& path) const {
  struct stat held {};
  struct stat there {};
  return ::fstat(fd_.get(), &held) == 0 && ::lstat(path.c_str(), &there) == 0 &&
         held.st_ino == there.st_ino && held.st_dev == there.st_dev;
}

std::optional<FileLock> FileLock::try_acquire(const fs::path& path) {
  auto fd = locked(path, LOCK_EX | LOCK_NB);
  if (!fd) return std::nullopt;
  return FileLock(std::move(fd));
}

}  // namespace sage
