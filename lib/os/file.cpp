#include "os/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/read_room.h"
#include "base/text.h"
#include "os/path_error.h"
#include "os/temporaries.h"

namespace sage {
namespace {

bool is_absence(int error_number) { return error_number == ENOENT || error_number == ENOTDIR; }

/// Opens a regular file for reading; nothing if there is none. A fifo would make open(2) wait for
/// a writer, a device may do anything: both are refused.
UniqueFd open_regular(const fs::path& path, struct stat& status) {
  UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!fd && is_absence(errno)) return {};
  if (!fd || ::fstat(fd.get(), &status) != 0) throw path_error("open", path, errno);
  if (!S_ISREG(status.st_mode))
    throw Error(ErrorKind::internal,
                format("cannot read {}: it is not a regular file", excerpt(path.native(), 1000)));
  return fd;
}

/// read(2) at `offset` until `size` bytes are there or the file ends; gives how many came.
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

/// Gives how many bytes were written: less than all means that errno says why.
std::size_t write_all(int fd, std::string_view text) {
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

/// What a write to `path` writes to: symbolic links at its end followed, existing or not.
fs::path behind_links(fs::path path) {
  for (int links = 0; links < 40; ++links) {
    std::error_code failed;
    const auto target = fs::read_symlink(path, failed);
    if (failed) return path;
    path = folder_of(path) / target;
  }
  throw path_error("write", path, ELOOP);
}

FileStamp stamp_from(const struct stat& status) {
  const auto nanoseconds = [](const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
  };
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
          nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

/// A private file that is complete and synced before it gets its real name. It is removed unless
/// it got one.
class TemporaryFile {
 public:
  TemporaryFile(const fs::path& folder, mode_t mode) {
    do {
      path_ = folder / new_temporary_name();
      fd_.reset(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    } while (!fd_ && errno == EEXIST);
    if (!fd_) throw path_error("create a file in", folder, errno);
  }
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void write(const TextParts& next_part) {
    for (auto part = next_part(); !part.empty(); part = next_part())
      if (write_all(fd_.get(), part) < part.size()) throw path_error("write", path_, errno);
    if (::fsync(fd_.get()) != 0) throw path_error("sync", path_, errno);
  }
  void set_mode(mode_t mode) {
    if (::fchmod(fd_.get(), mode) != 0) throw path_error("change the mode of", path_, errno);
  }
  FileStamp stamp() const {
    struct stat status {};
    if (::fstat(fd_.get(), &status) != 0) throw path_error("look at", path_, errno);
    return stamp_from(status);
  }
  void rename_to(const fs::path& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) throw path_error("replace", target, errno);
    path_.clear();
  }
  /// False if something is at `target`.
  bool link_to(const fs::path& target) {
    if (::link(path_.c_str(), target.c_str()) == 0) return true;
    if (errno != EEXIST) throw path_error("create", target, errno);
    return false;
  }

 private:
  fs::path path_;
  UniqueFd fd_;
};

/// `parts` must outlive it.
TextParts parts_of(std::span<const std::string_view> parts) {
  return [parts]() mutable {
    std::string_view part;
    while (part.empty() && !parts.empty()) {
      part = parts.front();
      parts = parts.subspan(1);
    }
    return part;
  };
}

}  // namespace

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

void replace_file(const fs::path& path, std::string_view text) {
  replace_file_if(path, {&text, 1}, [] { return true; });
}

std::optional<FileStamp> replace_file_if(const fs::path& path,
                                         std::span<const std::string_view> parts_of_text,
                                         const std::function<bool()>& still_wanted) {
  return replace_file_if(path, parts_of(parts_of_text), still_wanted);
}

std::optional<FileStamp> replace_file_if(const fs::path& path, const TextParts& text,
                                         const std::function<bool()>& still_wanted) {
  const auto target = behind_links(path);
  struct stat old {};
  const bool exists = ::stat(target.c_str(), &old) == 0;
  TemporaryFile file(folder_of(target), exists ? 0600 : 0644);
  if (exists) file.set_mode(old.st_mode & 07777);
  file.write(text);
  if (!still_wanted()) return std::nullopt;
  file.rename_to(target);
  const FileStamp written = file.stamp();  // of this file, whoever replaces it next
  sync_folder(folder_of(target));
  return written;
}

std::optional<FileSplice> FileSplice::open(const fs::path& path) {
  struct stat status {};
  UniqueFd fd = open_regular(path, status);
  if (!fd) return std::nullopt;
  return FileSplice(path, std::move(fd), static_cast<std::uint64_t>(status.st_size));
}

std::string& FileSplice::stretch(std::uint64_t begin, std::uint64_t size) {
  const auto [at, is_new] = stretches_.try_emplace(begin, Stretch{size, std::string(size, '\0')});
  std::string& text = at->second.text;
  if (is_new) text.resize(read_at(fd_.get(), text.data(), size, static_cast<off_t>(begin), path_));
  return text;
}

std::optional<FileStamp> FileSplice::replace_if(const std::function<bool()>& still_wanted) {
  return replace_file_if(path_, parts(), [&] { return !cut_ && still_wanted(); });
}

TextParts FileSplice::parts() {
  static constexpr std::uint64_t most = 1 << 20;
  return [this, buffer = std::string(), at = std::uint64_t{0},
          next = stretches_.cbegin()]() mutable -> std::string_view {
    while (next != stretches_.cend() && next->first == at) {
      const Stretch& stretch = (next++)->second;
      at += stretch.size;
      if (!stretch.text.empty()) return stretch.text;
    }
    const std::uint64_t end = next == stretches_.cend() ? size_ : next->first;
    buffer.resize(std::min(most, end - at));
    const auto got =
        read_at(fd_.get(), buffer.data(), buffer.size(), static_cast<off_t>(at), path_);
    cut_ = cut_ || got < buffer.size();
    buffer.resize(got);
    at += got;
    return buffer;
  };
}

bool create_file(const fs::path& path, std::string_view text) {
  {
    TemporaryFile file(folder_of(path), 0644);
    file.write(parts_of({&text, 1}));
    if (!file.link_to(path)) return false;
  }
  sync_folder(folder_of(path));
  return true;
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
  const auto done = write_all(fd_.get(), record);
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

FileStamp stamp_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return stamp_from(status);
  if (is_absence(errno)) return {};
  throw path_error("look at", path, errno);
}

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
