#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "os/file.h"
#include "os/file_io.h"
#include "os/path_error.h"
#include "os/temporaries.h"

namespace sage {
namespace {

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
      if (write_fully(fd_.get(), part) < part.size()) throw path_error("write", path_, errno);
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

bool create_file(const fs::path& path, std::string_view text) {
  {
    TemporaryFile file(folder_of(path), 0644);
    file.write(parts_of({&text, 1}));
    if (!file.link_to(path)) return false;
  }
  sync_folder(folder_of(path));
  return true;
}

}  // namespace sage
