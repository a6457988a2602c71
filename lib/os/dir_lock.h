#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/json.h"
#include "os/file.h"

/// The mkdir lock: a folder that appears whole, with an `owner` file in it, at the path other
/// tools know. A flock on a permanent guard file beside it is held only around publish, steal and
/// release; that makes stealing from a dead owner safe (without the guard, contenders with random
/// kills let two owners in; see docs/LOCKS.md). Age never makes a lock stale, another host's lock
/// never is, and neither is a folder without an owner file: it is somebody else's.
namespace sage {

/// The content of `owner`: one JSON line.
struct LockOwner {
  std::int64_t pid = 0;
  std::uint64_t start_time = 0;  ///< clock ticks since boot, see process_start_time
  std::string boot_id, host, pid_namespace, nonce, command, since;
};
BOOST_DESCRIBE_STRUCT(LockOwner, (),
                      (pid, start_time, boot_id, host, pid_namespace, nonce, command, since))

/// What this process would write as owner now; `command` says what it is doing.
LockOwner this_process_as_owner(const std::string& command);

/// Whether the owner cannot be running any more: same host and pid namespace, and (another boot,
/// or no such process, or a zombie, or another start time).
bool is_dead(const LockOwner& owner);

/// The lock, held until destroyed or released. Release checks the nonce, moves the folder aside
/// and deletes it; a lock that was taken away by hand is left alone.
class DirLock {
 public:
  struct Busy {
    std::optional<LockOwner> owner;  ///< nothing: a folder without a readable owner
  };

  /// Takes the lock at `folder` (its parent must exist; the guard is `<folder without
  /// .lock>.flock`), stealing it from a dead owner, or from this process where its release failed.
  /// Never waits for a living one.
  static std::variant<DirLock, Busy> try_take(const fs::path& folder, const std::string& command);

  DirLock(DirLock&& other) noexcept;
  DirLock& operator=(DirLock&& other) noexcept;
  ~DirLock();
  void release();

 private:
  DirLock(fs::path folder, std::string nonce);
  fs::path folder_;
  std::string nonce_;
};

/// The owner written at `folder` now, or nothing.
std::optional<LockOwner> lock_owner(const fs::path& folder);

/// Removes the lock at `folder` whoever holds it, under the guard; false if there is none. Only
/// for a person who asked for it.
bool break_lock(const fs::path& folder);

/// "pid 4711 on host build3, since 2026-11-20T22:35:01Z (sage-stream --auto)", for messages.
std::string describe(const LockOwner& owner);

}  // namespace sage
