#include "calls.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace sage::crash {
namespace {

namespace fs = std::filesystem;

constexpr Call calls[] = {
    {SYS_open, "open", Kind::open, 0, -1, 1},
    {SYS_openat, "openat", Kind::open, 1, -1, 2},
    {SYS_openat2, "openat2", Kind::open, 1},
    {SYS_creat, "creat", Kind::open, 0},
    {SYS_write, "write", Kind::write, -1, 0},
    {SYS_pwrite64, "pwrite64", Kind::write, -1, 0},
    {SYS_writev, "writev", Kind::write, -1, 0},
    {SYS_pwritev, "pwritev", Kind::write, -1, 0},
    {SYS_rename, "rename", Kind::name, 1},
    {SYS_renameat, "renameat", Kind::name, 3},
    {SYS_renameat2, "renameat2", Kind::name, 3},
    {SYS_link, "link", Kind::name, 1},
    {SYS_linkat, "linkat", Kind::name, 3},
    {SYS_symlink, "symlink", Kind::name, 1},
    {SYS_symlinkat, "symlinkat", Kind::name, 2},
    {SYS_mkdir, "mkdir", Kind::name, 0},
    {SYS_mkdirat, "mkdirat", Kind::name, 1},
    {SYS_unlink, "unlink", Kind::remove, 0},
    {SYS_unlinkat, "unlinkat", Kind::remove, 1},
    {SYS_rmdir, "rmdir", Kind::remove, 0},
    {SYS_fsync, "fsync", Kind::sync, -1, 0},
    {SYS_fdatasync, "fdatasync", Kind::sync, -1, 0},
    {SYS_msync, "msync", Kind::sync},
    {SYS_truncate, "truncate", Kind::size, 0},
    {SYS_ftruncate, "ftruncate", Kind::size, -1, 0},
    {SYS_fallocate, "fallocate", Kind::size, -1, 0},
    {SYS_chmod, "chmod", Kind::mode, 0},
    {SYS_fchmod, "fchmod", Kind::mode, -1, 0},
    {SYS_fchmodat, "fchmodat", Kind::mode, 1},
    {SYS_utimensat, "utimensat", Kind::mode, 1},
    {SYS_flock, "flock", Kind::lock, -1, 0},
    {SYS_kill, "kill", Kind::signal},
};

template <class T>
T peek(pid_t thread, std::uint64_t address) {
  T value{};
  const iovec into{&value, sizeof value};
  const iovec from{reinterpret_cast<void*>(address), sizeof value};
  ::process_vm_readv(thread, &into, 1, &from, 1, 0);
  return value;
}

std::string text_at(pid_t thread, std::uint64_t address) {
  std::string text;
  while (text.size() < 4096) {
    const char c = peek<char>(thread, address + text.size());
    if (c == '\0') break;
    text += c;
  }
  return text;
}

std::uint64_t flags_of(pid_t thread, const Call& call, const Arguments& arguments) {
  if (call.number == SYS_creat) return O_CREAT | O_TRUNC | O_WRONLY;
  if (call.number == SYS_openat2) return peek<open_how>(thread, arguments[2]).flags;
  return arguments[static_cast<std::size_t>(call.flags)];
}

fs::path behind(pid_t thread, std::uint64_t fd) {
  return fs::path("/proc") / std::to_string(thread) / "fd" / std::to_string(static_cast<int>(fd));
}

mode_t type_behind(pid_t thread, std::uint64_t fd) {
  struct stat status {};
  return ::stat(behind(thread, fd).c_str(), &status) == 0 ? status.st_mode & S_IFMT : 0;
}

bool is_pipe(pid_t thread, std::uint64_t fd) { return type_behind(thread, fd) == S_IFIFO; }

bool is_written_file(pid_t thread, std::uint64_t fd) {
  return type_behind(thread, fd) == S_IFREG && static_cast<int>(fd) > 2;
}

}  // namespace

std::span<const Call> state_changing_calls() { return calls; }

const Call* find_call(long number) {
  const auto* found = std::ranges::find(calls, number, &Call::number);
  return found == std::end(calls) ? nullptr : found;
}

std::vector<std::string> errors_of(pid_t thread, const Call& call, const Arguments& arguments) {
  switch (call.kind) {
    case Kind::open:
      if ((flags_of(thread, call, arguments) & O_CREAT) == 0) return {"EIO", "EMFILE"};
      return {"ENOSPC", "EIO", "EMFILE"};
    case Kind::write:
      if (is_pipe(thread, arguments[0])) return {};
      return {"ENOSPC", "EIO"};
    case Kind::name:
    case Kind::size:
    case Kind::sync:
      return {"ENOSPC", "EIO"};
    case Kind::remove:
    case Kind::mode:
    case Kind::lock:
      return {"EIO"};
    case Kind::signal:
      return {};
  }
  return {};
}

int error_number(const std::string& name) {
  return name == "ENOSPC" ? ENOSPC : name == "EMFILE" ? EMFILE : EIO;
}

bool is_point(pid_t thread, const Call& call, const Arguments& arguments) {
  constexpr std::uint64_t changing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
  if (call.kind == Kind::open) return (flags_of(thread, call, arguments) & changing) != 0;
  if (call.kind == Kind::write)
    return is_written_file(thread, arguments[0]) || is_pipe(thread, arguments[0]);
  return true;
}

std::string describe(pid_t thread, const Call& call, const Arguments& arguments) {
  std::error_code gone;
  if (call.path >= 0)
    return std::string(call.name) + " " +
           text_at(thread, arguments[static_cast<std::size_t>(call.path)]);
  if (call.file >= 0)
    return std::string(call.name) + " " +
           fs::read_symlink(behind(thread, arguments[static_cast<std::size_t>(call.file)]), gone)
               .string();
  return call.name;
}

}  // namespace sage::crash
