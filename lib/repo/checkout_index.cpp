#include "repo/checkout_index.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "os/file.h"

namespace sage {

Index open_index(const fs::path& copy, const fs::path& file) {
  start_libgit2();
  git_index* raw = nullptr;
  if (git_index_open(&raw, copy.c_str()) >= 0) return Index(raw);
  throw Error(ErrorKind::repository_state,
              format("{}: cannot be read: {}", escaped(file.native()), last_git2_message()),
              "if it is a split or sparse index: git update-index --no-split-index, "
              "git sparse-checkout reapply --no-sparse-index");
}

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

CheckoutIndex::CheckoutIndex(const fs::path& git_dir)
    : file_(git_dir / "index"), copy_(git_dir / "index.sage") {
  fs::remove(copy_);
  fs::remove(copy_.native() + ".lock");
  struct stat status {};
  if (::stat(file_.c_str(), &status) == 0) {
    written_ = status.st_mtim.tv_sec;
    fs::copy_file(file_, copy_);
  }
  index_ = open_index(copy_, file_);
}

CheckoutIndex::~CheckoutIndex() { ::unlink(copy_.c_str()); }

bool CheckoutIndex::holds(const std::string& path, const TreeEntry& entry) const {
  for (int stage = 1; stage <= 3; ++stage)
    if (git_index_get_bypath(index_.get(), path.c_str(), stage)) return false;
  const git_index_entry* found = git_index_get_bypath(index_.get(), path.c_str(), 0);
  if (!found) return entry.mode == Mode::none;
  return (found->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) == 0 &&
         found->mode == static_cast<std::uint32_t>(entry.mode) && from_git(found->id) == entry.id;
}

bool CheckoutIndex::is_skipped(const std::string& path) const {
  const git_index_entry* found = git_index_get_bypath(index_.get(), path.c_str(), 0);
  return found && (found->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

void CheckoutIndex::set(const std::string& path, const TreeEntry& entry,
                        const std::optional<struct stat>& status) {
  git_index_entry next{};
  if (const auto* found = git_index_get_bypath(index_.get(), path.c_str(), 0)) {
    next.flags = found->flags & GIT_INDEX_ENTRY_VALID;
    next.flags_extended = found->flags_extended;
  }
  next.path = path.c_str();
  next.mode = static_cast<std::uint32_t>(entry.mode);
  next.id = sage::to_git(entry.id);
  if (status) set_status(next, *status);
  check(git_index_add(index_.get(), &next), "change an entry of the index");
}

void CheckoutIndex::remove(const std::string& path) {
  if (git_index_get_bypath(index_.get(), path.c_str(), 0))
    check(git_index_remove(index_.get(), path.c_str(), 0), "remove an entry of the index");
}

/// git looks at the content of a file that is as young as the index, since an edit in the same
/// second leaves no trace in the times. A newer index would end that, so such an entry's size is
/// made 0 where the file was edited: git then looks for ever.
void CheckoutIndex::mark_racy(
    const std::function<bool(const std::string&, const TreeEntry&)>& unchanged) {
  for (std::size_t i = 0; i < git_index_entrycount(index_.get()); ++i) {
    const git_index_entry& entry = *git_index_get_byindex(index_.get(), i);
    const auto mode = static_cast<Mode>(entry.mode);
    if (entry.mtime.seconds < written_ || git_index_entry_stage(&entry) != 0 ||
        mode == Mode::gitlink || entry.file_size == 0)
      continue;
    if (unchanged(entry.path, {mode, from_git(entry.id)})) continue;
    git_index_entry marked = entry;
    marked.file_size = 0;
    check(git_index_add(index_.get(), &marked), "change an entry of the index");
  }
}

void CheckoutIndex::publish(
    const std::function<bool(const std::string&, const TreeEntry&)>& unchanged) {
  mark_racy(unchanged);
  check(git_index_write(index_.get()), "write the index");
  const UniqueFd written{::open(copy_.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!written || ::fsync(written.get()) != 0)
    throw system_error("cannot sync " + copy_.string(), errno);
  if (::rename(copy_.c_str(), file_.c_str()) != 0)
    throw system_error("cannot replace " + file_.string(), errno);
  sync_folder(file_.parent_path());
}

}  // namespace sage
