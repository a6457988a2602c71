#include "repo/checkout_index.h"

#include "repo/workspace_state.h"

namespace sage {
namespace {

git_index_time to_git(const timespec& time) {
  return {static_cast<std::int32_t>(time.tv_sec), static_cast<std::uint32_t>(time.tv_nsec)};
}

void set_status(git_index_entry& entry, const struct stat& status) {
  entry.ctime = to_git(status.st_ctim);
  entry.mtime = to_git(status.st_mtim);
  entry.dev = static_cast<std::uint32_t>(status.st_dev);
  entry.ino = static_cast<std::uint32_t>(status.st_ino);
  entry.uid = status.st_uid;
  entry.gid = status.st_gid;
  entry.file_size = static_cast<std::uint32_t>(status.st_size);
}

}  // namespace

bool CheckoutIndex::holds(const std::string& path, const TreeEntry& entry) const {
  if (index_.is_in_conflict(path)) return false;
  const auto found = index_.find(path);
  if (!found) return entry.mode == Mode::none;
  return (found->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) == 0 &&
         found->mode == static_cast<std::uint32_t>(entry.mode) && from_git(found->id) == entry.id;
}

TreeEntry CheckoutIndex::staged(const std::string& path) const {
  const auto found = index_.find(path);
  if (!found || index_.is_in_conflict(path)) return {};
  return {static_cast<Mode>(found->mode), from_git(found->id)};
}

bool CheckoutIndex::is_untouched(const std::string& path, const struct stat& status) const {
  const auto found = index_.find(path);
  return found && sage::is_untouched(*found, status, known_.stamp().modified_ns);
}

bool CheckoutIndex::is_skipped(const std::string& path) const {
  const auto found = index_.find(path);
  return found && (found->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

std::vector<std::string> CheckoutIndex::in_the_way_of(const std::string& path) const {
  return index_.in_the_way_of(path);
}

void CheckoutIndex::set(const std::string& path, const TreeEntry& entry,
                        const std::optional<struct stat>& status) {
  git_index_entry next{};
  if (const auto found = index_.find(path)) {
    next.flags = found->flags & (GIT_INDEX_ENTRY_VALID | GIT_INDEX_ENTRY_EXTENDED);
    next.flags_extended = found->flags_extended;
  }
  next.path = path.c_str();
  next.mode = static_cast<std::uint32_t>(entry.mode);
  next.id = sage::to_git(entry.id);
  if (status) set_status(next, *status);
  index_.put(next);
}

void CheckoutIndex::remove(const std::string& path) { index_.drop(path); }

/// git looks at the content of a file that is as young as the index, since an edit in the same
/// second leaves no trace in the times. A newer index would end that, so such an entry's size is
/// made 0 where the file was edited: git then looks for ever.
void CheckoutIndex::mark_racy(
    const std::function<bool(const std::string&, const TreeEntry&)>& unchanged) {
  const std::int64_t written = known_.stamp().modified_ns / 1'000'000'000;  // as git compares times
  for (git_index_entry entry : index_.changed_since(written)) {
    const auto mode = static_cast<Mode>(entry.mode);
    if (mode == Mode::gitlink || entry.file_size == 0) continue;
    if (unchanged(entry.path, {mode, from_git(entry.id)})) continue;
    entry.file_size = 0;
    index_.put(entry);
  }
}

void CheckoutIndex::publish(
    const std::function<bool(const std::string&, const TreeEntry&)>& unchanged) {
  mark_racy(unchanged);
  known_.write();
}

}  // namespace sage
