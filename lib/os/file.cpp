#include "os/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/read_room.h"
#include "base/text.h"
#include "os/file_io.h"
#include "os/path_error.h"

namespace sage {

void UniqueFd::reset(int fd) {
  if (const int old = std::exchange(fd_, fd); old >= 0) ::close(old);
}

std::optional<std::string> read_file(const fs::path& path, std::uint64_t limit) {
  struct stat status {};
  const auto fd = open_regular(path, status);
  if (!fd) return std::nullopt;
  std::string text;
  // Files in /proc say that they are empty: what counts is where reading ends.
  auto step =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(status.st_size), limit) + read_room;
  for (;; step = 1 << 16) {
    const auto size = text.size();
    text.resize(size + step);
    text.resize(size + read_at(fd.get(), text.data() + size, step, static_cast<off_t>(size), path));
    if (text.size() > limit)
      throw Error(ErrorKind::internal,
                  format("{} is larger than {} bytes", excerpt(path.native(), 1000), limit));
    if (text.size() < size + step) return text;
  }
}

std::string read_tail(const fs::path& path, std::size_t bytes) {
  struct stat status {};
  const auto fd = open_regular(path, status);
  if (!fd) return {};
  const auto size = static_cast<std::size_t>(status.st_size);
  std::string text(std::min(bytes, size), '\0');
  const auto from = static_cast<off_t>(size - text.size());
  text.resize(read_at(fd.get(), text.data(), text.size(), from, path));
  return text;
}

void sync_file(const fs::path& file) {
  const UniqueFd fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd || ::fsync(fd.get()) != 0) throw path_error("sync", file, errno);
}

void sync_folder(const fs::path& folder) {
  const UniqueFd fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!fd) throw path_error("open", folder, errno);
  // EINVAL: a filesystem whose folders cannot be synced on their own.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) throw path_error("sync", folder, errno);
}

void make_folders(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0777) == 0) return sync_folder(folder_of(folder));
  if (errno == ENOENT && folder.has_relative_path()) {
    make_folders(folder_of(folder));
    if (::mkdir(folder.c_str(), 0777) == 0) return sync_folder(folder_of(folder));
  }
  const int reason = errno;
  if (!fs::is_directory(folder)) throw path_error("make the folder", folder, reason);
}

FileStamp stamp_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return stamp_from(status);
  if (is_absence(errno)) return {};
  throw path_error("look at", path, errno);
}

}  // namespace sage
