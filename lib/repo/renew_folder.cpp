#include "repo/renew_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "repo/beneath.h"

namespace sage {
namespace {

/// Nobody else has it by another name, and its owner may read and write it.
bool may_stay(const struct stat& status) {
  return S_ISREG(status.st_mode) && status.st_nlink == 1 && status.st_uid == ::geteuid() &&
         (status.st_mode & 07777 & ~0066) == 0600;
}

class Renewal {
 public:
  Renewal(int top, const FolderContents& wanted) : top_(top), wanted_(wanted) {
    for (const auto& folder : wanted.folders) add_with_parents(folder);
    for (const auto& [path, text] : wanted.files) add_with_parents(beneath::split(path).folder);
  }

  void run() {
    sweep("");
    beneath::Parents parents(top_);
    for (const auto& folder : folders_) parents.of(folder);
    for (const auto& [path, text] : wanted_.files) {
      const auto [folder, name] = beneath::split(path);
      put(parents.of(folder), name, path, text);
    }
  }

 private:
  void add_with_parents(const std::string& folder) {
    for (std::string at = folder; !at.empty(); at = beneath::split(at).folder) folders_.insert(at);
  }

  /// Removes, at and below `folder`, what is not to stay.
  void sweep(const std::string& folder) {
    beneath::open_up(top_, folder);
    const UniqueFd open = beneath::open(top_, folder, O_RDONLY | O_DIRECTORY);
    if (!open) throw system_error("cannot open a folder of the workspace", errno);
    std::vector<std::string> names;
    beneath::each_entry(open.get(), [&](const char* name, auto) { names.emplace_back(name); });
    for (const auto& name : names) {
      const std::string path = folder.empty() ? name : format("{}/{}", folder, name);
      struct stat status {};
      if (::fstatat(open.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
      if (S_ISDIR(status.st_mode) && folders_.contains(path))
        sweep(path);
      else if (may_stay(status) && wanted_.files.contains(path))
        staying_.insert(path);
      else
        beneath::remove(open.get(), name);
    }
  }

  void put(int folder, const std::string& name, const std::string& path, std::string_view text) {
    if (!staying_.contains(path)) return beneath::write_new(folder, name, text, 0666);
    if (!beneath::holds(folder, name, text)) beneath::write_over(folder, name, text);
  }

  int top_;
  const FolderContents& wanted_;
  std::set<std::string> folders_, staying_;
};

}  // namespace

void renew_folder(int parent, const std::string& name, const FolderContents& wanted) {
  UniqueFd top = beneath::open(parent, name, O_PATH | O_DIRECTORY);
  if (!top) {
    beneath::remove_path(parent, name);
    beneath::Parents(parent).of(name);
    top = beneath::open(parent, name, O_PATH | O_DIRECTORY);
  }
  if (!top) throw system_error("cannot make a folder of the workspace", errno);
  Renewal(top.get(), wanted).run();
}

}  // namespace sage
