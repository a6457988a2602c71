// Slots: who may use which workspace.
//
// Under the root lie slot-0, slot-1 … and beside each its lock, slot-0.lock: a file that is never
// removed, so that a flock on it means the same slot to everybody. The lock goes with the process
// that holds it; what that process may have left running is found by its environment and ended
// before the slot is used again.

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "base/digest.h"
#include "os/clock.h"
#include "os/file_lock.h"
#include "os/overlay.h"
#include "os/process.h"
#include "os/process_tree.h"
#include "repo/overlay_workspace.h"
#include "repo/plain_workspace.h"
#include "repo/raw_tree.h"

namespace sage {
namespace {

constexpr std::size_t few_files = 2'000;

std::string safe_name(std::string name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  std::ranges::replace_if(name, std::not_fn(is_plain), '-');
  name.resize(std::min<std::size_t>(name.size(), 40));
  return name.empty() ? "repository" : name;
}

/// Kills one process if it still is the one that carries `mark`; waits until it is gone.
void end_process(pid_t pid, const std::string& mark) {
  // With the pidfd held the pid cannot become another's: look again only now.
  const UniqueFd process{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
  const auto marked = processes_with_environment(mark);
  if (!process || std::ranges::find(marked, pid) == marked.end()) return;
  ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
  wait_readable({process.get()}, SteadyClock::now() + Milliseconds{5'000});
}

/// Ends what an earlier owner of the slot left running, and what that starts meanwhile.
void end_left_behind(const fs::path& slot) {
  const std::string mark = WarmWorkspace::mark(slot);
  for (int round = 0; round < 100; ++round) {
    const auto left = processes_with_environment(mark);
    if (left.empty()) return;
    for (const pid_t pid : left) end_process(pid, mark);
  }
  throw Error(ErrorKind::internal,
              format("{}: processes of an earlier run cannot be ended", escaped(slot.native())));
}

/// False: it is in use.
bool remove_slot(const fs::path& slot) {
  const auto lock = FileLock::try_acquire(WarmWorkspace::lock_of(slot));
  if (!lock) return false;
  end_left_behind(slot);
  remove_tree(upper_parts(slot));
  remove_tree(slot);
  return true;
}

}  // namespace

fs::path workspaces_root(const fs::path& cache, const Repository& repository) {
  const fs::path common = fs::canonical(repository.common_dir());
  const fs::path named = repository.is_bare() ? common.stem() : repository.checkout().filename();
  return cache / "sage-stream" /
         format("{}-{}", safe_name(named.native()), sha256_hex(common.native()).substr(0, 12));
}

fs::path gate_workspaces_root(const fs::path& workspaces_root) { return workspaces_root / "gate"; }

std::unique_ptr<Workspace> open_workspace(const Repository& repository, const fs::path& root,
                                          Backend backend, int limit) {
  make_folders(root);
  const fs::path slots = fs::canonical(root);
  for (int number = 0; number < limit; ++number) {
    fs::path slot = slots / format("slot-{}", number);
    auto lock = FileLock::try_acquire(WarmWorkspace::lock_of(slot));
    if (!lock) continue;
    end_left_behind(slot);
    if (backend == Backend::plain)
      return std::make_unique<PlainWorkspace>(repository, std::move(slot), std::move(*lock));
    enter_mount_namespace();  // not earlier: from within, what was left behind may be out of sight
    return std::make_unique<OverlayWorkspace>(repository, slot, std::move(*lock));
  }
  throw Error(ErrorKind::internal,
              format("all {} workspaces under {} are in use", limit, escaped(slots.native())));
}

std::string why_no_overlay_workspaces(const fs::path& root) {
  make_folders(root);
  return why_no_overlay(fs::canonical(root));
}

bool is_worth_an_overlay(const Repository& repository, const ObjectId& commit) {
  std::vector<ObjectId> todo{repository.tree_of(commit)};
  std::size_t files = 0;
  while (!todo.empty() && files <= few_files) {
    const RawTree tree(repository.raw(), todo.back());
    todo.pop_back();
    for (TreeCursor entry(tree); !entry.at_end(); entry.next())
      if (entry->entry.mode == Mode::tree)
        todo.push_back(entry->entry.id);
      else
        ++files;
  }
  return files > few_files;
}

CleanedWorkspaces remove_workspaces(const fs::path& root) {
  CleanedWorkspaces cleaned;
  std::error_code absent;
  std::optional<Error> first;
  const fs::path slots = fs::canonical(root, absent);
  for (const auto& entry : fs::directory_iterator(slots, absent)) {
    if (!entry.path().filename().native().starts_with("slot-") || !entry.is_directory()) continue;
    try {
      ++(remove_slot(entry.path()) ? cleaned.removed : cleaned.in_use);
    } catch (const Error& error) {
      if (!first) first = error;
    }
  }
  if (absent.value() == 0) remove_unused_layers(slots);
  if (first) throw Error(*first);
  return cleaned;
}

}  // namespace sage
