#include "repo/checkout_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <limits>

#include "repo/beneath.h"

namespace sage {
namespace {

/// Where a file is written before it is renamed. A crash may leave it behind, but then the path
/// is not done, and doing it again uses the same name.
constexpr const char* temporary = ".sage-checkout.tmp";

ObjectId hash(std::string_view content) {
  git_oid id;
  check(git_odb_hash(&id, content.data(), content.size(), GIT_OBJECT_BLOB), "hash a file");
  return from_git(id);
}

void sync_file(const UniqueFd& fd, const std::string& path) {
  // EINVAL: a filesystem whose folders cannot be synced on their own.
  if (!fd || (::fsync(fd.get()) != 0 && errno != EINVAL))
    throw system_error("cannot sync " + escaped(path), errno);
}

/// Removes a folder that holds nothing but folders; stops at the first file.
bool remove_empty_folders(int root, const std::string& folder) {
  for (const std::string& name : beneath::list(root, folder).value_or(std::vector<std::string>{}))
    if (!remove_empty_folders(root, format("{}/{}", folder, name))) return false;
  const auto [parent, name] = beneath::split(folder);
  const UniqueFd fd = beneath::open(root, parent, O_PATH | O_DIRECTORY);
  return fd && ::unlinkat(fd.get(), name.c_str(), AT_REMOVEDIR) == 0;
}

}  // namespace

CheckoutFiles::CheckoutFiles(const Repository& repository)
    : repository_(repository.raw()),
      root_(::open(repository.checkout().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)),
      rules_(repository, repository.checkout()) {
  if (!root_) throw system_error("cannot open " + repository.checkout().string(), errno);
}

std::optional<struct stat> CheckoutFiles::look(const std::string& path) const {
  return beneath::look(root_.get(), path);
}

bool CheckoutFiles::holds(const std::string& path, const std::optional<struct stat>& status,
                          const TreeEntry& entry) {
  if (!status || S_ISDIR(status->st_mode))
    return entry.mode == Mode::none || entry.mode == Mode::gitlink;
  switch (entry.mode) {
    case Mode::link: {
      const auto target = beneath::read_link(root_.get(), path);
      return target && hash(*target) == entry.id;
    }
    case Mode::file:
    case Mode::executable: {
      const bool executable = (status->st_mode & S_IXUSR) != 0;
      return S_ISREG(status->st_mode) &&
             (!rules_.trusts_modes() || executable == (entry.mode == Mode::executable)) &&
             holds_file(path, entry);
    }
    default:
      return false;
  }
}

bool CheckoutFiles::holds_file(const std::string& path, const TreeEntry& entry) {
  const auto file = beneath::read(root_.get(), path, std::numeric_limits<std::uint64_t>::max());
  if (!file.problem.empty()) return false;
  return hash(file.content) == entry.id ||
         hash(rules_.to_blob(path, file.content, entry)) == entry.id;
}

bool CheckoutFiles::needs_program(const std::string& path) const {
  return !rules_.needs_program(path).empty();
}

std::string CheckoutFiles::obstacle(const std::string& path) const {
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
    std::string folder = path.substr(0, slash);
    const auto status = look(folder);
    if (!status) return "";
    if (!S_ISDIR(status->st_mode)) return folder;
  }
  return "";
}

std::vector<std::string> CheckoutFiles::files_below(const std::string& folder) const {
  std::vector<std::string> files, folders{folder};
  while (!folders.empty()) {
    const std::string at = std::move(folders.back());
    folders.pop_back();
    for (const std::string& name :
         beneath::list(root_.get(), at).value_or(std::vector<std::string>{})) {
      const std::string path = format("{}/{}", at, name);
      const auto status = look(path);
      (status && S_ISDIR(status->st_mode) ? folders : files).push_back(path);
    }
  }
  return files;
}

UniqueFd CheckoutFiles::make_folder(const std::string& folder) {
  UniqueFd found = beneath::open(root_.get(), folder, O_RDONLY | O_DIRECTORY);
  if (found || errno != ENOENT) return found;
  const auto [above, name] = beneath::split(folder);
  const UniqueFd parent = make_folder(above);
  if (!parent || (::mkdirat(parent.get(), name.c_str(), 0777) != 0 && errno != EEXIST))
    return UniqueFd();
  touched_.insert(above);
  return beneath::open(root_.get(), folder, O_RDONLY | O_DIRECTORY);
}

void CheckoutFiles::write_temporary(int folder, const std::string& path, const TreeEntry& entry) {
  if (::unlinkat(folder, temporary, 0) != 0 && errno != ENOENT)
    throw system_error("cannot remove " + escaped(path) + "'s temporary file", errno);
  if (entry.mode != Mode::link) {
    beneath::write_new(folder, temporary, rules_.to_worktree(path, entry.id),
                       entry.mode == Mode::executable ? 0777 : 0666);
    return sync_file(beneath::open(folder, temporary, O_RDONLY), path);
  }
  const std::string target = rules_.raw_blob(entry.id);
  if (::symlinkat(target.c_str(), folder, temporary) != 0)
    throw system_error("cannot make the link " + escaped(path), errno);
}

bool CheckoutFiles::write(const std::string& path, const TreeEntry& entry,
                          const std::function<bool()>& unchanged) {
  const auto [folder, name] = beneath::split(path);
  const UniqueFd parent = make_folder(folder);
  if (!parent && (errno == ENOTDIR || errno == ELOOP || errno == EXDEV)) return false;
  if (!parent) throw system_error("cannot make the folder of " + escaped(path), errno);
  touched_.insert(folder);
  if (entry.mode == Mode::gitlink)
    return ::mkdirat(parent.get(), name.c_str(), 0777) == 0 || errno == EEXIST;
  const auto status = look(path);
  if (status && S_ISDIR(status->st_mode) && !remove_empty_folders(root_.get(), path)) return false;
  write_temporary(parent.get(), path, entry);
  const bool may = unchanged();
  if (may && ::renameat(parent.get(), temporary, parent.get(), name.c_str()) == 0) return true;
  const int reason = errno;
  ::unlinkat(parent.get(), temporary, 0);
  if (!may || reason == EISDIR || reason == ENOTEMPTY) return false;
  throw system_error("cannot replace " + escaped(path), reason);
}

void CheckoutFiles::remove(const std::string& path, const TreeEntry& entry) {
  const auto [folder, name] = beneath::split(path);
  const UniqueFd parent = beneath::open(root_.get(), folder, O_PATH | O_DIRECTORY);
  if (!parent) return;
  touched_.insert(folder);
  const int flags = entry.mode == Mode::gitlink ? AT_REMOVEDIR : 0;
  if (::unlinkat(parent.get(), name.c_str(), flags) != 0) {
    if (errno == EISDIR || errno == ENOTDIR || errno == ENOTEMPTY || errno == EEXIST) return;
    if (errno != ENOENT) throw system_error("cannot remove " + escaped(path), errno);
  }
  beneath::prune_above(root_.get(), path);
}

void CheckoutFiles::sync() {
  for (std::string folder : touched_) {
    UniqueFd fd = beneath::open(root_.get(), folder, O_RDONLY | O_DIRECTORY);
    while (!fd && !folder.empty()) {  // pruned: its name went from the one above
      folder = beneath::split(folder).folder;
      fd = beneath::open(root_.get(), folder, O_RDONLY | O_DIRECTORY);
    }
    sync_file(fd, folder);
  }
  touched_.clear();
}

}  // namespace sage
