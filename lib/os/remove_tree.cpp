#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "base/text.h"
#include "os/file.h"
#include "os/path_error.h"

/// Removing a tree that an agent left behind. It may be 3,000 folders deep (deeper than PATH_MAX,
/// than the stack allows to recurse and than there are file descriptors), have lost its permission
/// bits, hold links that point anywhere, and be moved by a process that is still alive.
///
/// So only one folder is open at a time: down is openat(O_NOFOLLOW), up is "..", and up is only
/// believed when device and inode are those that were seen on the way down (as fts does).
/// Each folder is listed once. Cost: O(entries) system calls, memory for the names of the
/// folders that are still to do along one path.
namespace sage {
namespace {

/// A folder on the way from the top to the one that is open.
struct Level {
  dev_t device;
  ino_t inode;
  std::vector<std::string> folders;  ///< in it, still to remove; the last is being removed
};

class TreeRemover {
 public:
  explicit TreeRemover(const fs::path& top) : top_(top) {}

  void remove(int parent, const std::string& name) {
    enter(parent, name);
    while (!levels_.empty()) {
      auto& todo = levels_.back().folders;
      if (!todo.empty())
        enter(open_.get(), todo.back());
      else if (levels_.size() > 1)
        leave();
      else
        break;
    }
    if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) fail(errno);
  }

 private:
  [[noreturn]] void fail(int reason) const { throw path_error("remove", top_, reason); }

  UniqueFd open_at(int parent, const char* name) const {
    return UniqueFd{::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  }

  /// Opens the folder and gives it back the permissions that removing needs.
  void enter(int parent, const std::string& name) {
    auto fd = open_at(parent, name.c_str());
    if (!fd && errno == EACCES) {
      allow(parent, name);
      fd = open_at(parent, name.c_str());
    }
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) fail(errno);
    if ((status.st_mode & S_IRWXU) != S_IRWXU) ::fchmod(fd.get(), S_IRWXU);
    open_ = std::move(fd);
    levels_.push_back({status.st_dev, status.st_ino, {}});
    levels_.back().folders = remove_files();
  }

  /// Permission to open a folder. chmod(2) by name would follow a link that took its place.
  void allow(int parent, const std::string& name) const {
    const UniqueFd fd{
        ::openat(parent, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (fd) ::chmod(format("/proc/self/fd/{}", fd.get()).c_str(), S_IRWXU);
  }

  /// Back to the folder above, out of one that is empty now; removes that.
  void leave() {
    auto above = open_at(open_.get(), "..");
    struct stat status {};
    if (!above || ::fstat(above.get(), &status) != 0) fail(errno);
    levels_.pop_back();
    auto& level = levels_.back();
    if (status.st_dev != level.device || status.st_ino != level.inode) fail(EXDEV);
    open_ = std::move(above);
    const auto& name = level.folders.back();
    if (::unlinkat(open_.get(), name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) fail(errno);
    level.folders.pop_back();
  }

  /// Removes all but the folders from the open folder; gives their names.
  std::vector<std::string> remove_files() const {
    std::vector<std::string> folders;
    for (auto& [name, type] : entries()) {
      const bool gone = type != DT_DIR && ::unlinkat(open_.get(), name.c_str(), 0) == 0;
      if (!gone && (type == DT_DIR || errno == EISDIR))
        folders.push_back(std::move(name));
      else if (!gone && errno != ENOENT)
        fail(errno);
    }
    return folders;
  }

  std::vector<std::pair<std::string, unsigned char>> entries() const {
    UniqueFd fd{::openat(open_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!fd) fail(errno);
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(fd.get()), ::closedir);
    if (!folder) fail(errno);
    fd.release();
    std::vector<std::pair<std::string, unsigned char>> found;
    while (const auto* entry = ::readdir(folder.get()))
      if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
        found.emplace_back(entry->d_name, entry->d_type);
    return found;
  }

  const fs::path& top_;
  UniqueFd open_;
  std::vector<Level> levels_;
};

}  // namespace

void remove_tree(const fs::path& folder) {
  const auto path = folder.has_filename() ? folder : folder.parent_path();
  if (::unlink(path.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) return;
  if (errno != EISDIR && errno != EPERM) throw path_error("remove", folder, errno);
  const auto above = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const UniqueFd parent{::open(above.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (!parent) throw path_error("open", above, errno);
  TreeRemover(path).remove(parent.get(), path.filename());
}

}  // namespace sage
