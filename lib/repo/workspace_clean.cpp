#include "repo/workspace_clean.h"

#include <fcntl.h>
#include <unistd.h>

namespace sage {
namespace {

using Names = std::vector<std::string>;

// What lies deeper cannot be named in one system call any more.
constexpr std::size_t longest_path = 4'000;

class Cleaner {
 public:
  Cleaner(int tree, const WorkspaceState& state, WorkspaceRules& rules, bool pristine)
      : tree_(tree), state_(state), rules_(rules), pristine_(pristine) {}

  void run(const std::vector<Extra>& extras) {
    for (const Extra& extra : extras) todo_.push_back(extra.path);
    while (!todo_.empty()) {
      const std::string path = std::move(todo_.back());
      todo_.pop_back();
      clean(path);
    }
    for (auto folder = entered_.rbegin(); folder != entered_.rend(); ++folder)
      beneath::prune_above(tree_, *folder + "/");
  }

 private:
  void clean(const std::string& path) {
    const auto status = beneath::look(tree_, path);
    if (!status || is_tracked(path)) return;
    const bool is_folder = S_ISDIR(status->st_mode);
    if (is_folder && holds_tracked(path)) return enter(path);
    const bool is_dot_git = beneath::split(path).name == ".git";
    if (!pristine_ && !is_dot_git && rules_.is_ignored(path, is_folder)) return;
    if (!pristine_ && is_folder && path.size() < longest_path && !is_repository(path))
      return enter(path);
    beneath::remove_path(tree_, path);
    beneath::prune_above(tree_, path);
  }

  /// Its content is looked at one by one.
  void enter(const std::string& path) {
    beneath::open_up(tree_, path);
    entered_.push_back(path);
    std::vector<Extra> inner;
    for (const std::string& name : beneath::list(tree_, path).value_or(Names{})) {
      const std::string below = format("{}/{}", path, name);
      if (is_tracked(below)) continue;
      todo_.push_back(below);
      if (const auto status = beneath::look(tree_, below))
        inner.push_back({below, status->st_mode & S_IFMT});
    }
    remove_untracked_rules(tree_, inner);
  }

  bool is_tracked(const std::string& path) const { return state_.find(path) != nullptr; }
  bool holds_tracked(const std::string& folder) const { return state_.holds_below(folder); }
  bool is_repository(const std::string& folder) const {
    return beneath::look(tree_, folder + "/.git").has_value();
  }

  int tree_;
  const WorkspaceState& state_;
  WorkspaceRules& rules_;
  bool pristine_;
  std::vector<std::string> todo_, entered_;
};

}  // namespace

void remove_untracked_rules(int tree, const std::vector<Extra>& extras) {
  for (const auto& [path, kind] : extras)
    if (holds_rules(beneath::split(path).name) ||
        (!S_ISREG(kind) && !S_ISDIR(kind) && !S_ISLNK(kind)))
      beneath::remove_path(tree, path);
}

void clean_extras(int tree, const std::vector<Extra>& extras, const WorkspaceState& state,
                  WorkspaceRules& rules, bool pristine) {
  Cleaner(tree, state, rules, pristine).run(extras);
}

}  // namespace sage
