#include "os/file_io.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "os/path_error.h"

namespace sage {

bool is_absence(int error_number) { return error_number == ENOENT || error_number == ENOTDIR; }

UniqueFd open_regular(const fs::path& path, struct stat& status) {
  UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!fd && is_absence(errno)) return {};
  if (!fd || ::fstat(fd.get(), &status) != 0) throw path_error("open", path, errno);
  if (!S_ISREG(status.st_mode))
    throw Error(ErrorKind::internal,
                format("cannot read {}: it is not a regular file", excerpt(path.native(), 1000)));
  return fd;
}

std::size_t read_at(int fd, char* into, std::size_t size, off_t offset, const fs::path& path) {
  std::size_t done = 0;
  while (done < size) {
    const auto got = ::pread(fd, into + done, size - done, offset + static_cast<off_t>(done));
    if (got == 0) break;
    if (got > 0) done += static_cast<std::size_t>(got);
    if (got < 0 && errno != EINTR) throw path_error("read", path, errno);
  }
  return done;
}

std::size_t write_fully(int fd, std::string_view text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const auto put = ::write(fd, text.data() + done, text.size() - done);
    if (put > 0) done += static_cast<std::size_t>(put);
    if (put < 0 && errno != EINTR) break;
  }
  return done;
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

FileStamp stamp_from(const struct stat& status) {
  const auto nanoseconds = [](const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
  };
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
          nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

}  // namespace sage
