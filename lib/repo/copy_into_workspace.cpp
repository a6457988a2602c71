#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "repo/beneath.h"
#include "repo/workspace.h"

namespace sage {
namespace {

constexpr std::uint64_t largest_file = 1ULL << 30;

UniqueFd open_folder(const fs::path& folder) {
  UniqueFd fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!fd) throw system_error(format("cannot open {}", escaped(folder.native())), errno);
  return fd;
}

class Copier {
 public:
  Copier(const fs::path& from, const fs::path& to)
      : from_(open_folder(from)), to_(open_folder(to)), parents_(to_.get()) {}

  /// False if there is nothing at `path` that can be copied.
  bool copy(const std::string& top) {
    if (!is_safe_path(top) || !copy_one(top)) return false;
    for (; !todo_.empty();) {
      const std::string path = std::move(todo_.back());
      todo_.pop_back();
      if (is_safe_path(path)) copy_one(path);
    }
    return true;
  }

 private:
  bool copy_one(const std::string& path) {
    const auto status = beneath::look(from_.get(), path);
    if (!status) return false;
    if (S_ISDIR(status->st_mode)) return copy_folder(path);
    if (S_ISLNK(status->st_mode)) return copy_link(path);
    return S_ISREG(status->st_mode) && copy_file(path);
  }

  bool copy_folder(const std::string& path) {
    const auto names = beneath::list(from_.get(), path);
    if (!names) return false;
    parents_.of(path);
    for (const std::string& name : *names) todo_.push_back(format("{}/{}", path, name));
    return true;
  }

  bool copy_file(const std::string& path) {
    const beneath::File file = beneath::read(from_.get(), path, largest_file);
    if (!file.problem.empty()) return false;
    const auto [folder, name] = beneath::split(path);
    const int parent = parents_.of(folder);
    beneath::remove(parent, name);
    beneath::write_new(parent, name, file.content, file.status.st_mode & 0777);
    return true;
  }

  bool copy_link(const std::string& path) {
    const auto target = beneath::read_link(from_.get(), path);
    if (!target) return false;
    const auto [folder, name] = beneath::split(path);
    const int parent = parents_.of(folder);
    beneath::remove(parent, name);
    return ::symlinkat(target->c_str(), parent, name.c_str()) == 0;
  }

  UniqueFd from_, to_;
  beneath::Parents parents_;
  std::vector<std::string> todo_;
};

std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

/// To read all of a folder like node_modules before each job would cost more than it tells.
std::string state_of_folder(int root, const std::string& folder) {
  auto names = beneath::list(root, folder).value_or(std::vector<std::string>{});
  std::ranges::sort(names);
  std::string text;
  for (const std::string& name : names) {
    const std::string path = format("{}/{}", folder, name);
    const auto status = beneath::look(root, path);
    if (!status) continue;
    text += format("{:o} {}\n", status->st_mode, path);
    if (S_ISDIR(status->st_mode))
      text += state_of_folder(root, path);
    else
      text +=
          format("{} {}.{}\n", status->st_size, status->st_mtim.tv_sec, status->st_mtim.tv_nsec);
  }
  return text;
}

std::string state_at(int root, const std::string& path) {
  const auto status = beneath::look(root, path);
  if (!status) return "nothing";
  if (S_ISDIR(status->st_mode)) return state_of_folder(root, path);
  if (S_ISLNK(status->st_mode)) return "to " + beneath::read_link(root, path).value_or("");
  return format("{:o} {}", status->st_mode, beneath::read(root, path, largest_file).content);
}

}  // namespace

std::vector<std::string> copy_into_workspace(const fs::path& checkout, const fs::path& workspace,
                                             const std::vector<std::string>& paths) {
  if (paths.empty() || checkout.empty()) return paths;  // a bare repository has nothing to copy
  Copier copier(checkout, workspace);
  std::vector<std::string> missing;
  for (const std::string& path : paths)
    if (!copier.copy(without_slashes(path))) missing.push_back(without_slashes(path));
  return missing;
}

std::string state_of_copies(const fs::path& checkout, const std::vector<std::string>& paths) {
  if (paths.empty() || checkout.empty()) return {};
  const UniqueFd root = open_folder(checkout);
  std::string text;
  for (const std::string& path : paths)
    text += format("{} {}\n", sha256_hex(path),
                   sha256_hex(state_at(root.get(), without_slashes(path))));
  return sha256_hex(text);
}

std::optional<std::string> read_beneath(const fs::path& folder, const std::string& path,
                                        std::size_t limit) {
  const UniqueFd root{::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (!root) return {};
  auto file = beneath::read(root.get(), path, limit, beneath::Links::inside);
  if (!file.problem.empty()) return {};
  return std::move(file.content);
}

}  // namespace sage
