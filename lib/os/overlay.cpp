// Overlays.
//
// Root's rights are not needed: a user namespace gives all rights over the mounts in it, and the
// kernel mounts overlays there since 5.11. The process stays who it is (its uid and gid are mapped
// to themselves), so what it starts has lost these rights by the time it runs. It keeps but one
// itself, to mount: what its user may not read, it must not read either. Only the overlay has all.
//
// "volatile": what is written is not synced, nor the whole disk when the overlay goes, which may
// take seconds. The kernel notes that in the work folder, and refuses to mount with it again.
//
// Renaming a folder that comes from below needs an attribute ("trusted.overlay.redirect") that
// only root may write; without it rename(2) says EXDEV, as between two file systems, and mv copies.

#include "os/overlay.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <set>
#include <sstream>

#include "base/error.h"
#include "base/text.h"
#include "os/path_error.h"

namespace sage {
namespace {

constexpr int most_mounts_on_one_folder = 100;
constexpr std::uint64_t cover_inodes = 2;  // tells a cover from any other tmpfs

bool in_user_namespace = false;
std::set<fs::path> covered;  // by this process, and not uncovered

[[noreturn]] void refuse(const std::string& what, int reason) {
  throw Error(ErrorKind::repository_state, system_error(what, reason).message());
}

/// The kernel takes each of these files in one write(2).
void write_once(const char* file, const std::string& text) {
  const UniqueFd fd{::open(file, O_WRONLY | O_CLOEXEC)};
  if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    refuse(format("cannot write {}", file), errno);
}

/// Which of the rights that the user namespace gives are used from now on.
void use_rights(bool all) {
  if (!in_user_namespace) return;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct rights[_LINUX_CAPABILITY_U32S_3] = {};
  static_assert(CAP_SYS_ADMIN < 32);
  if (::syscall(SYS_capget, &header, rights) != 0) refuse("cannot read its rights", errno);
  for (auto& part : rights) part.effective = all ? part.permitted : 0;
  rights[0].effective |= 1U << CAP_SYS_ADMIN;
  if (::syscall(SYS_capset, &header, rights) != 0) refuse("cannot choose its rights", errno);
}

void unshare_as_user() {
  const auto user = ::geteuid();
  const auto group = ::getegid();
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) refuse("cannot make a user namespace", errno);
  in_user_namespace = true;
  write_once("/proc/self/setgroups", "deny");
  write_once("/proc/self/uid_map", format("{0} {0} 1", user));
  write_once("/proc/self/gid_map", format("{0} {0} 1", group));
  use_rights(false);
}

bool enter() {
  if (::geteuid() != 0)
    unshare_as_user();
  else if (::unshare(CLONE_NEWNS) != 0)
    refuse("cannot make a mount namespace", errno);
  // What others mount and unmount is seen here; what is mounted here stays here.
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0)
    refuse("cannot keep mounts to this process", errno);
  return true;
}

struct statx look(int fd, const char* path, int flags) {
  struct statx status {};
  if (::statx(fd, path, flags | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_MNT_ID, &status) != 0)
    return {};
  return status;
}

bool is_mounted_on(const fs::path& folder) {
  return look(AT_FDCWD, folder.c_str(), 0).stx_attributes & STATX_ATTR_MOUNT_ROOT;
}

/// Whether something is mounted on a folder of the mount `id`.
bool has_mounts_below(std::uint64_t id) {
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    std::uint64_t own = 0, parent = 0;
    if (std::istringstream(line) >> own >> parent && parent == id) return true;
  }
  return !mounts.eof();
}

bool is_cover(const UniqueFd& folder) {
  struct statfs status {};
  return folder && ::fstatfs(folder.get(), &status) == 0 && status.f_type == TMPFS_MAGIC &&
         status.f_files == cover_inodes;
}

UniqueFd open_path(const fs::path& folder) {
  return UniqueFd{::open(folder.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
}

}  // namespace

void enter_mount_namespace() { [[maybe_unused]] static const bool entered = enter(); }

bool is_in_user_namespace() { return in_user_namespace; }

Overlay::Overlay(const Folders& folders) : at_(folders.at) {
  const UniqueFd place = open_path(at_);
  if (!place) throw path_error("open", at_, errno);
  const std::string options =
      format("lowerdir={},upperdir={},workdir={},{},volatile,index=off,metacopy=off,xino=off",
             folders.lower.native(), folders.upper.native(), folders.work.native(),
             in_user_namespace ? "userxattr" : "redirect_dir=on");
  use_rights(true);
  const int mounted = ::mount("overlay", path_of(place).c_str(), "overlay", 0, options.c_str());
  const int reason = errno;
  use_rights(false);
  if (mounted != 0) throw path_error("mount an overlay on", at_, reason);
  root_.reset(::open(at_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!root_) throw path_error("open", at_, errno);
}

/// Ours first, wherever it may have been moved to; then what else was mounted in its place.
Overlay::~Overlay() {
  ::umount2(path_of(root_).c_str(), MNT_DETACH);
  unmount_all(at_);
}

/// As long as the root is open, no other mount can get its number.
bool Overlay::is_whole() const {
  const auto ours = look(root_.get(), "", AT_EMPTY_PATH);
  const auto there = look(AT_FDCWD, at_.c_str(), 0);
  return ours.stx_mnt_id != 0 && ours.stx_mnt_id == there.stx_mnt_id &&
         !has_mounts_below(ours.stx_mnt_id);
}

void unmount_all(const fs::path& folder) {
  for (int i = 0; i < most_mounts_on_one_folder && is_mounted_on(folder); ++i)
    ::umount2(folder.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW);
}

void cover(const fs::path& folder) {
  covered.insert(folder);
  if (is_cover(open_path(folder))) return;
  const std::string options = format("size=4k,nr_inodes={},mode=0555", cover_inodes);
  if (::mount("none", folder.c_str(), "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV, options.c_str()))
    throw path_error("cover", folder, errno);
}

void uncover(const fs::path& folder) {
  covered.erase(folder);
  for (int i = 0; i < most_mounts_on_one_folder && is_cover(open_path(folder)); ++i)
    ::umount2(folder.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW);
}

bool cover_is_gone(const fs::path& folder) {
  return covered.contains(folder) && !is_cover(open_path(folder));
}

UniqueFd open_covered(const fs::path& folder) {
  for (int i = 0; i < most_mounts_on_one_folder; ++i) {
    uncover(folder);
    UniqueFd fd = open_path(folder);
    if (!fd) throw path_error("open", folder, errno);
    if (!is_cover(fd)) return fd;  // else another thread was quicker
  }
  throw Error(ErrorKind::internal, format("{} stays covered", escaped(folder.native())));
}

fs::path path_of(const UniqueFd& fd) { return format("/proc/self/fd/{}", fd.get()); }

}  // namespace sage
