#include "repo/workspace_fill.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <future>

namespace sage {
namespace {

constexpr std::size_t worth_two_threads = 500;

class Filler {
 public:
  Filler(int tree, const WorkspaceRules& rules, const Conversions& conversions)
      : tree_(tree), rules_(rules), conversions_(conversions), parents_(tree) {}

  void run(std::span<Placement> work) {
    for (Placement& placement : work) place(placement);
  }

 private:
  void place(Placement& placement) {
    const auto [folder, name] = beneath::split(placement.path);
    const int parent = parents_.of(folder);
    if (placement.entry.mode == Mode::gitlink)
      make_empty_folder(parent, name);
    else if (placement.entry.mode == Mode::link)
      make_link(placement, parent, name);
    else
      write(placement, parent, name);
    struct stat status {};
    if (::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
      throw system_error(
          format("{} vanished while the workspace was prepared", excerpt(placement.path, 1000)),
          errno);
    placement.placed = index_entry(placement.entry, status);
  }

  void write(const Placement& placement, int parent, const std::string& name) {
    const bool converted = conversions_.may_change(placement.path);
    const std::string content = converted ? rules_.to_worktree(placement.path, placement.entry.id)
                                          : rules_.raw_blob(placement.entry.id);
    if (placement.verify && stands_there(placement, content)) return;
    const mode_t mode = placement.entry.mode == Mode::executable ? 0777 : 0666;
    if (beneath::try_write_new(parent, name, content, mode)) return;
    beneath::remove(parent, name);
    beneath::write_new(parent, name, content, mode);
  }

  bool stands_there(const Placement& placement, const std::string& content) const {
    const auto status = beneath::look(tree_, placement.path);
    const mode_t owner = placement.entry.mode == Mode::executable ? 0700 : 0600;
    if (!status || !S_ISREG(status->st_mode) || (status->st_mode & 0700) != owner ||
        static_cast<std::uint64_t>(status->st_size) != content.size())
      return false;
    return beneath::read(tree_, placement.path, content.size()).content == content;
  }

  void make_link(const Placement& placement, int parent, const std::string& name) {
    const std::string target = rules_.raw_blob(placement.entry.id);
    if (placement.verify && beneath::read_link(tree_, placement.path) == target) return;
    beneath::remove(parent, name);
    if (::symlinkat(target.c_str(), parent, name.c_str()) != 0)
      throw system_error(format("cannot make the link {}", excerpt(placement.path, 1000)), errno);
  }

  /// A submodule is never checked out: its folder is there, as after a plain clone.
  static void make_empty_folder(int parent, const std::string& name) {
    beneath::remove(parent, name);
    if (::mkdirat(parent, name.c_str(), 0777) != 0)
      throw system_error(format("cannot make the folder {}", excerpt(name, 1000)), errno);
  }

  int tree_;
  const WorkspaceRules& rules_;
  const Conversions& conversions_;
  beneath::Parents parents_;
};

}  // namespace

void put_in_place(int tree, const fs::path& tree_path, const Repository& repository,
                  WorkspaceState& state, WorkspaceRules& rules, std::vector<Placement> work) {
  const auto put = [&](std::span<Placement> part) {
    fill(tree, tree_path, repository, state, rules, part);
    for (Placement& placement : part) {
      placement.placed.path = placement.path.c_str();
      state.put(placement.placed);
    }
  };
  const auto others = std::stable_partition(
      work.begin(), work.end(),
      [](const Placement& placement) { return is_attributes_file(placement.path); });
  put({work.begin(), others});
  put({others, work.end()});
}

void fill(int tree, const fs::path& tree_path, const Repository& repository,
          const WorkspaceState& state, WorkspaceRules& rules, std::span<Placement> work) {
  if (work.empty()) return;
  rules.forget();
  const Conversions conversions(repository, state);
  if (work.size() < worth_two_threads) return Filler(tree, rules, conversions).run(work);
  const WorkspaceRules own(repository, tree_path);
  auto second = std::async(std::launch::async, [&] {
    Filler(tree, own, conversions).run(work.subspan(work.size() / 2));
  });
  Filler(tree, rules, conversions).run(work.first(work.size() / 2));
  second.get();
}

}  // namespace sage
