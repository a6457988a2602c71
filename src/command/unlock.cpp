#include <algorithm>
#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "confirm.h"
#include "os/dir_lock.h"
#include "stream.h"

namespace sage {
namespace {

enum class Holder {
  gone,     ///< cannot be running any more: the next stream would steal the lock
  at_work,  ///< a process of this machine
  unknown,  ///< on another host, in another container, or of another tool
};

struct HeldLock {
  fs::path folder;
  Holder holder = Holder::unknown;
  std::string told;
};

HeldLock look_at(const fs::path& folder) {
  const auto owner = lock_owner(folder);
  if (!owner) return {folder, Holder::unknown, "an unknown owner"};
  const LockOwner here = this_process_as_owner("");
  const bool is_near = owner->host == here.host && owner->pid_namespace == here.pid_namespace;
  if (is_dead(*owner)) return {folder, Holder::gone, describe(*owner) + ", which is gone"};
  if (is_near) return {folder, Holder::at_work, describe(*owner) + ", which is at work"};
  return {folder, Holder::unknown, describe(*owner) + ", which cannot be seen from here"};
}

std::vector<HeldLock> held_locks(const Session& session) {
  auto folders = stream_locks(session);
  folders.push_back(session.layout.commit_lock());
  std::vector<HeldLock> held;
  for (const auto& folder : folders)
    if (fs::exists(fs::symlink_status(folder))) held.push_back(look_at(folder));
  return held;
}

void refuse_living(const std::vector<HeldLock>& held) {
  const auto living = std::ranges::find(held, Holder::at_work, &HeldLock::holder);
  if (living == held.end()) return;
  throw Error(ErrorKind::locked, format("{} is held by {}", living->folder.string(), living->told),
              "end it first; --force removes the lock under its feet");
}

}  // namespace

int unlock_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const auto held = held_locks(session);
  if (held.empty()) {
    fmt::print("nothing was locked\n");
    return exit_code::ok;
  }
  if (!options.care.yes) {
    refuse_living(held);
    for (const auto& lock : held)
      fmt::print(stderr, "{} is held by {}\n", lock.folder.string(), lock.told);
    const bool certain =
        std::ranges::all_of(held, [](const HeldLock& lock) { return lock.holder == Holder::gone; });
    if (!certain && !confirmed(app, "Is it certain that no stream is at work?", "--force")) {
      fmt::print("nothing was changed\n");
      return exit_code::ok;
    }
  }
  for (const auto& lock : held)
    if (break_lock(lock.folder))
      fmt::print("removed {}, held by {}\n", lock.folder.string(), lock.told);
  return exit_code::ok;
}

}  // namespace sage
