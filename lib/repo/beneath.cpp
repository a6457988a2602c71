#include "repo/beneath.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/error.h"
#include "base/text.h"

namespace sage::beneath {
namespace {

[[noreturn]] void fail(std::string_view verb, const std::string& path) {
  const int reason = errno;
  throw system_error(format("cannot {} {} in the workspace", verb, excerpt(path, 1000)), reason);
}

std::string through_proc(int folder, const std::string& name) {
  return format("/proc/self/fd/{}/{}", folder, name);
}

void write_all(int fd, const std::string& name, std::string_view text) {
  while (!text.empty()) {
    const auto put = ::write(fd, text.data(), text.size());
    if (put < 0 && errno != EINTR) fail("write", name);
    if (put > 0) text.remove_prefix(static_cast<std::size_t>(put));
  }
}

/// Opens or makes one part of a path; what stands in its way is removed.
UniqueFd open_or_make(int folder, const std::string& name) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    UniqueFd fd{::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (fd) return fd;
    if (errno == ENOENT) {
      if (::mkdirat(folder, name.c_str(), 0777) != 0 && errno != EEXIST) break;
    } else if (errno == ENOTDIR || errno == ELOOP) {
      ::unlinkat(folder, name.c_str(), 0);  // another thread may have done it already
    } else {
      break;
    }
  }
  fail("open the folder", name);
}

}  // namespace

Split split(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return {"", path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

UniqueFd open(int root, const std::string& path, int flags, Links links) {
  struct open_how how {};
  how.flags = static_cast<std::uint64_t>(flags) | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  if (links == Links::none) how.flags |= O_NOFOLLOW, how.resolve |= RESOLVE_NO_SYMLINKS;
  const char* const name = path.empty() ? "." : path.c_str();
  for (;;) {
    UniqueFd fd{static_cast<int>(::syscall(SYS_openat2, root, name, &how, sizeof how))};
    if (fd || (errno != EINTR && errno != EAGAIN)) return fd;
  }
}

std::optional<struct stat> look(int root, const std::string& path) {
  const Split at = split(path);
  const UniqueFd folder = open(root, at.folder, O_PATH | O_DIRECTORY);
  struct stat status {};
  if (!folder || ::fstatat(folder.get(), at.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return {};
  return status;
}

void each_entry(int folder, const std::function<void(const char*, unsigned char)>& entry) {
  each_entry(UniqueFd{::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)}, entry);
}

void each_entry(UniqueFd folder, const std::function<void(const char*, unsigned char)>& entry) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(folder.get()), ::closedir);
  if (!stream) fail("list", "a folder");
  folder.release();  // the stream's by now
  while (const auto* found = ::readdir(stream.get()))
    if (std::strcmp(found->d_name, ".") != 0 && std::strcmp(found->d_name, "..") != 0)
      entry(found->d_name, found->d_type);
}

void open_up(int root, const std::string& path) {
  const UniqueFd folder = open(root, path, O_PATH | O_DIRECTORY);
  struct stat status {};
  if (!folder || ::fstat(folder.get(), &status) != 0 || (status.st_mode & S_IRWXU) == S_IRWXU)
    return;
  // An O_PATH descriptor is all that can be had of a closed folder, and fchmod(2) refuses it.
  const std::string name = format("/proc/self/fd/{}", folder.get());
  if (::chmod(name.c_str(), (status.st_mode & 07777) | S_IRWXU) != 0) fail("open up", path);
}

std::optional<std::vector<std::string>> list(int root, const std::string& path) {
  const UniqueFd folder = open(root, path, O_RDONLY | O_DIRECTORY);
  if (!folder) return {};
  std::vector<std::string> names;
  each_entry(folder.get(), [&](const char* name, auto) { names.emplace_back(name); });
  return names;
}

void remove(int folder, const std::string& name) { remove_tree(through_proc(folder, name)); }

bool remove_path(int root, const std::string& path) {
  const Split at = split(path);
  const UniqueFd folder = open(root, at.folder, O_RDONLY | O_DIRECTORY);
  struct stat status {};
  if (!folder || ::fstatat(folder.get(), at.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return false;
  remove(folder.get(), at.name);
  return true;
}

void prune_above(int root, const std::string& path) {
  for (std::string inner = split(path).folder; !inner.empty(); inner = split(inner).folder) {
    const Split at = split(inner);
    const UniqueFd folder = open(root, at.folder, O_PATH | O_DIRECTORY);
    if (folder && ::unlinkat(folder.get(), at.name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
      return;
  }
}

int Parents::of(const std::string& folder) {
  if (folder.empty()) return root_;
  if (open_ && folder == open_path_) return open_.get();
  UniqueFd at = open(root_, folder, O_RDONLY | O_DIRECTORY);
  if (!at) {
    for (std::size_t start = 0; start < folder.size();) {
      const std::size_t end = std::min(folder.find('/', start), folder.size());
      at = open_or_make(at ? at.get() : root_, folder.substr(start, end - start));
      start = end + 1;
    }
  }
  open_ = std::move(at);
  open_path_ = folder;
  return open_.get();
}

bool try_write_new(int folder, const std::string& name, std::string_view text, mode_t mode) {
  const UniqueFd fd{
      ::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)};
  if (!fd && errno == EEXIST) return false;
  if (!fd) fail("create", name);
  write_all(fd.get(), name, text);
  return true;
}

void write_new(int folder, const std::string& name, std::string_view text, mode_t mode) {
  if (try_write_new(folder, name, text, mode)) return;
  errno = EEXIST;
  fail("create", name);
}

void write_over(int folder, const std::string& name, std::string_view text) {
  const UniqueFd fd{::openat(folder, name.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
  if (!fd) fail("write over", name);
  // Cut afterwards: ext4 writes a file that was cut first to the disk as soon as it is closed.
  write_all(fd.get(), name, text);
  if (::ftruncate(fd.get(), static_cast<off_t>(text.size())) != 0) fail("cut", name);
}

File read(int root, const std::string& path, std::uint64_t limit, Links links) {
  File file;
  const UniqueFd fd = open(root, path, O_RDONLY | O_NONBLOCK, links);
  if (!fd || ::fstat(fd.get(), &file.status) != 0) {
    file.problem = std::strerror(errno);
  } else if (!S_ISREG(file.status.st_mode)) {
    file.problem = "not a regular file";
  } else if (static_cast<std::uint64_t>(file.status.st_size) > limit) {
    file.problem = format("larger than {} bytes", limit);
  } else {
    file.content.resize(static_cast<std::size_t>(file.status.st_size));
    std::size_t done = 0;
    while (done < file.content.size()) {
      const auto got = ::read(fd.get(), file.content.data() + done, file.content.size() - done);
      if (got == 0 || (got < 0 && errno != EINTR)) break;
      if (got > 0) done += static_cast<std::size_t>(got);
    }
    if (done < file.content.size()) file.problem = "cannot be read to its end";
  }
  return file;
}

bool holds(int folder, const std::string& name, std::string_view text) {
  const UniqueFd fd = open(folder, name, O_RDONLY | O_NONBLOCK);
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
      static_cast<std::uint64_t>(status.st_size) != text.size())
    return false;
  std::array<char, 1 << 14> block{};
  while (!text.empty()) {
    const std::string_view last = text.substr(text.size() - std::min(text.size(), block.size()));
    text.remove_suffix(last.size());
    const auto got = ::pread(fd.get(), block.data(), last.size(), static_cast<off_t>(text.size()));
    if (got < 0 || std::string_view(block.data(), static_cast<std::size_t>(got)) != last)
      return false;
  }
  return true;
}

std::optional<std::string> read_link(int root, const std::string& path) {
  const Split at = split(path);
  const UniqueFd folder = open(root, at.folder, O_PATH | O_DIRECTORY);
  std::string target(4096, '\0');  // no link is longer (PATH_MAX)
  const auto size =
      folder ? ::readlinkat(folder.get(), at.name.c_str(), target.data(), target.size()) : -1;
  if (size < 0) return {};
  target.resize(static_cast<std::size_t>(size));
  return target;
}

}  // namespace sage::beneath
