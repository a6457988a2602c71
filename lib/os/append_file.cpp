#include "os/append_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "os/file_io.h"
#include "os/path_error.h"

namespace sage {

AppendFile::AppendFile(const fs::path& path) : path_(path) {
  fd_.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  const auto size = fd_ ? ::lseek(fd_.get(), 0, SEEK_END) : -1;
  if (size < 0) throw path_error("open", path, errno);
  if (size == 0) sync_folder(folder_of(path));

  off_t keep = size;  // the end of the last whole line
  for (char chunk[4096]; keep > 0;) {
    const auto from = std::max<off_t>(0, keep - static_cast<off_t>(sizeof chunk));
    const auto got = read_at(fd_.get(), chunk, static_cast<std::size_t>(keep - from), from, path);
    const auto newline = std::string_view(chunk, got).rfind('\n');
    keep = newline == std::string_view::npos ? from : from + static_cast<off_t>(newline) + 1;
    if (newline != std::string_view::npos) break;
  }
  if (keep < size && ::ftruncate(fd_.get(), keep) != 0) throw path_error("cut", path, errno);
}

void AppendFile::append(std::string_view record) {
  const auto done = write_fully(fd_.get(), record);
  if (done == record.size()) return;
  const int reason = errno;
  struct stat status {};  // a torn record must not become the start of the next one
  if (done > 0 && ::fstat(fd_.get(), &status) == 0 &&
      ::ftruncate(fd_.get(), status.st_size - static_cast<off_t>(done)) != 0)
    throw path_error("cut", path_, errno);
  throw path_error("append to", path_, reason);
}

void AppendFile::sync() {
  if (::fdatasync(fd_.get()) != 0) throw path_error("sync", path_, errno);
}

}  // namespace sage
