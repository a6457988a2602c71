// How the lock is taken, and why so, is told in docs/LOCKS.md. In short: a flock on a guard file
// orders everybody who publishes, steals or releases, so that "is it free, is its owner dead" and
// the rename that follows are one step. The guard is held for microseconds and goes with its
// process, so it cannot wedge; the folder that outlives its process is what other tools see.
#include "os/dir_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <limits>
#include <mutex>
#include <random>
#include <set>

#include "base/text.h"
#include "os/clock.h"
#include "os/file_lock.h"
#include "os/path_error.h"
#include "os/process_tree.h"

namespace sage {
namespace {

std::string boot_id() {
  return std::string(trimmed(read_file("/proc/sys/kernel/random/boot_id").value_or("")));
}

std::string host_name() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  return name;
}

/// "pid:[4026531836]": pids mean something only within one such namespace.
std::string pid_namespace() {
  std::error_code unknown;
  return fs::read_symlink("/proc/self/ns/pid", unknown).string();
}

std::string new_nonce() {
  std::random_device random;
  return format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

/// The nonces of locks that this process could not release: nobody holds them, though their owner
/// lives.
class NotReleased {
 public:
  void add(const std::string& nonce) {
    const std::scoped_lock lock(mutex_);
    nonces_.insert(nonce);
  }
  bool holds(const std::string& nonce) {
    const std::scoped_lock lock(mutex_);
    return nonces_.contains(nonce);
  }

 private:
  std::mutex mutex_;
  std::set<std::string> nonces_;
};

NotReleased not_released;

bool is_free(const LockOwner& owner) { return is_dead(owner) || not_released.holds(owner.nonce); }

FileLock guard(const fs::path& folder) {
  auto path = folder;
  return FileLock::acquire(path.replace_extension(".flock"));
}

/// Where a lock is on its way in or out. Only who holds the guard touches these, so what is there
/// was left by one that was killed.
fs::path beside(const fs::path& folder, const char* suffix) {
  auto path = folder.parent_path() / format(".{}.{}", folder.filename().string(), suffix);
  remove_tree(path);
  return path;
}

void make_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0777) != 0) throw path_error("make the folder", folder, errno);
}

/// Synced, so that power loss cannot leave a lock with an empty owner, which would be nobody's to
/// steal; the names need not be.
void write_owner(const fs::path& path, const LockOwner& owner) {
  const auto text = json::serialize(to_json(owner)) + "\n";
  const UniqueFd fd{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)};
  const auto size = static_cast<ssize_t>(text.size());
  if (!fd || ::write(fd.get(), text.data(), text.size()) != size || ::fsync(fd.get()) != 0)
    throw path_error("write", path, errno);
}

bool move_if_free(const fs::path& from, const fs::path& to) {
  return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0;
}

/// Puts a lock with its owner at `folder`; false if something is there. Where a filesystem cannot
/// rename without replacing, the folder is made first and is without owner for a moment: others
/// take that for somebody's, as they should.
bool publish(const fs::path& folder, const LockOwner& owner) {
  const auto made = beside(folder, "new");
  make_folder(made);
  write_owner(made / "owner", owner);
  if (move_if_free(made, folder)) return true;
  const int reason = errno;
  remove_tree(made);
  if (reason == EEXIST) return false;
  if (reason != EINVAL && reason != ENOSYS) throw path_error("publish the lock", folder, reason);
  make_folder(folder);
  write_owner(folder / "owner", owner);
  return true;
}

/// Moves the lock aside and deletes it, but only the one with this nonce: if what was moved turns
/// out to be another's (who did not ask the guard), it goes back.
bool take_away(const fs::path& folder, const std::string& nonce) {
  const auto moved = beside(folder, "old");
  if (::rename(folder.c_str(), moved.c_str()) != 0) {
    if (errno == ENOENT) return false;
    throw path_error("move the lock", folder, errno);
  }
  const auto owner = lock_owner(moved);
  if (owner && owner->nonce == nonce) {
    remove_tree(moved);
    return true;
  }
  if (!move_if_free(moved, folder)) throw path_error("give back the lock", folder, errno);
  return false;
}

}  // namespace

LockOwner this_process_as_owner(const std::string& command) {
  return {.pid = ::getpid(),
          .start_time = process_start_time(::getpid()).value_or(0),
          .boot_id = boot_id(),
          .host = host_name(),
          .pid_namespace = pid_namespace(),
          .nonce = new_nonce(),
          .command = valid_utf8(command),
          .since = iso_time(wall_now())};
}

bool is_dead(const LockOwner& owner) {
  if (owner.host != host_name() || owner.pid_namespace != pid_namespace()) return false;
  if (owner.pid <= 0 || owner.pid > std::numeric_limits<pid_t>::max()) return false;
  if (owner.boot_id != boot_id()) return true;
  const auto pid = static_cast<pid_t>(owner.pid);
  const bool reachable = ::kill(pid, 0) == 0;
  if (!reachable && errno == ESRCH) return true;
  const auto started = process_start_time(pid);
  // One of another user (EPERM) may be hidden from /proc; ours is not: it is a zombie, or gone.
  return started ? *started != owner.start_time : reachable;
}

std::optional<LockOwner> lock_owner(const fs::path& folder) try {
  const auto text = read_file(folder / "owner", 64 << 10);
  if (!text) return std::nullopt;
  LockOwner owner;
  from_json(parse_json(*text, "owner"), owner, "owner");
  return owner;
} catch (const Error&) {
  return std::nullopt;
}

std::variant<DirLock, DirLock::Busy> DirLock::try_take(const fs::path& folder,
                                                       const std::string& command) {
  const auto ours = this_process_as_owner(command);
  const auto held = guard(folder);
  if (fs::exists(fs::symlink_status(folder))) {
    const auto owner = lock_owner(folder);
    if (!owner || !is_free(*owner) || !take_away(folder, owner->nonce)) return Busy{owner};
  }
  if (!publish(folder, ours)) return Busy{lock_owner(folder)};
  return DirLock(folder, ours.nonce);
}

DirLock::DirLock(fs::path folder, std::string nonce)
    : folder_(std::move(folder)), nonce_(std::move(nonce)) {}

DirLock::DirLock(DirLock&& other) noexcept
    : folder_(std::move(other.folder_)), nonce_(std::exchange(other.nonce_, {})) {}

DirLock& DirLock::operator=(DirLock&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(nonce_, other.nonce_);
  return *this;
}

DirLock::~DirLock() {
  try {
    release();
  } catch (const Error&) {
    // The folder stays; this process may take it again, and others see that its owner is dead.
  }
}

void DirLock::release() {
  const auto nonce = std::exchange(nonce_, {});
  if (nonce.empty()) return;
  try {
    const auto held = guard(folder_);
    const auto owner = lock_owner(folder_);
    if (owner && owner->nonce == nonce) take_away(folder_, nonce);
  } catch (const Error&) {
    not_released.add(nonce);
    throw;
  }
}

bool break_lock(const fs::path& folder) {
  const auto held = guard(folder);
  const auto moved = beside(folder, "old");
  if (::rename(folder.c_str(), moved.c_str()) == 0) {
    remove_tree(moved);
    return true;
  }
  if (errno != ENOENT) throw path_error("move the lock", folder, errno);
  return false;
}

std::string describe(const LockOwner& owner) {
  return format("pid {} on host {}, since {} ({})", owner.pid, excerpt(owner.host, 100),
                excerpt(owner.since, 40), excerpt(owner.command, 200));
}

}  // namespace sage
