// Where to look for what an agent changed.
//
// All that is changed in an overlay has its name in the upper folder: a file that was written to,
// a character device 0/0 where something was deleted, a folder above whatever is changed in it.
// What became of it is not read here but asked of the overlay (scan_paths), which knows best. Only
// a folder needs a look: one that is merged with the layer below is gone through, while one that
// hides it, or shows another folder of it, can differ in all that is in it. These carry an
// attribute, overlay.opaque or overlay.redirect. Cost: what is changed, not what is there.

#include "repo/overlay_upper.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/xattr.h>

#include <array>

namespace sage {
namespace {

class UpperWalk {
 public:
  UpperWalk(int upper, const WorkspaceState& state) : upper_(upper), state_(state) {}

  std::vector<std::string> run() {
    todo_.emplace_back();
    while (!todo_.empty()) {
      const std::string folder = std::move(todo_.back());
      todo_.pop_back();
      enter(folder);
    }
    return std::move(found_);
  }

 private:
  void enter(const std::string& path) {
    UniqueFd folder = beneath::open(upper_, path, O_RDONLY | O_DIRECTORY);
    if (!path.empty() && (!folder || !is_merged(folder.get()))) return found_.push_back(path);
    const std::string above = path.empty() ? "" : path + "/";
    beneath::each_entry(std::move(folder), [&](const char* name, unsigned char type) {
      std::string below = above + name;
      const bool may_be_folder = type == DT_DIR || type == DT_UNKNOWN;
      if (below == ".git") return;
      (may_be_folder && state_.holds_below(below) ? todo_ : found_).push_back(std::move(below));
    });
  }

  /// The names of attributes end with a zero byte each.
  static bool is_merged(int folder) {
    std::array<char, 1 << 16> names;  // no list is longer
    const auto size = ::flistxattr(folder, names.data(), names.size());
    const std::string_view all(names.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    const auto has = [&](std::string_view name) { return all.find(name) != all.npos; };
    return size >= 0 && !has("overlay.opaque") && !has("overlay.redirect");
  }

  int upper_;
  const WorkspaceState& state_;
  std::vector<std::string> todo_, found_;
};

}  // namespace

std::vector<std::string> paths_in_upper(int upper, const WorkspaceState& state) {
  return UpperWalk(upper, state).run();
}

}  // namespace sage
