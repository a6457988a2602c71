#include "repo/workspace_fill.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <future>

namespace sage {
namespace {

constexpr std::size_t worth_two_threads = 500;

class Filler {
 public:
  Filler(int tree, const WorkspaceRules& rules) : tree_(tree), rules_(rules), parents_(tree) {}

  void run(std::span<Placement> work) {
    for (Placement& placement : work) place(placement);
  }

 private:
  void place(Placement& placement) {
    const TreeEntry& entry = placement.entry;
    if (entry.mode == Mode::gitlink) {
      make_empty_folder(placement);
    } else if (entry.mode == Mode::link) {
      const std::string target = rules_.raw_blob(entry.id);
      if (!placement.verify || beneath::read_link(tree_, placement.path) != target)
        make_link(placement, target);
    } else {
      const std::string content = rules_.to_worktree(placement.path, entry.id);
      if (!placement.verify || !stands_there(placement, content)) write(placement, content);
    }
    const auto status = beneath::look(tree_, placement.path);
    if (!status) throw vanished(placement);
    placement.placed = index_entry(entry, *status);
  }

  bool stands_there(const Placement& placement, const std::string& content) const {
    const auto status = beneath::look(tree_, placement.path);
    const mode_t owner = placement.entry.mode == Mode::executable ? 0700 : 0600;
    if (!status || !S_ISREG(status->st_mode) || (status->st_mode & 0700) != owner ||
        static_cast<std::uint64_t>(status->st_size) != content.size())
      return false;
    return beneath::read(tree_, placement.path, content.size()).content == content;
  }

  void write(const Placement& placement, const std::string& content) {
    const auto [folder, name] = beneath::split(placement.path);
    const int parent = parents_.of(folder);
    clear(parent, name);
    beneath::write_new(parent, name, content,
                       placement.entry.mode == Mode::executable ? 0777 : 0666);
  }

  void make_link(const Placement& placement, const std::string& target) {
    const auto [folder, name] = beneath::split(placement.path);
    const int parent = parents_.of(folder);
    clear(parent, name);
    if (::symlinkat(target.c_str(), parent, name.c_str()) != 0)
      throw system_error(format("cannot make the link {}", excerpt(placement.path, 1000)), errno);
  }

  /// A submodule is never checked out: its folder is there, as after a plain clone.
  void make_empty_folder(const Placement& placement) {
    const auto [folder, name] = beneath::split(placement.path);
    const int parent = parents_.of(folder);
    clear(parent, name);
    if (::mkdirat(parent, name.c_str(), 0777) != 0)
      throw system_error(format("cannot make the folder {}", excerpt(placement.path, 1000)), errno);
  }

  static void clear(int parent, const std::string& name) {
    if (::unlinkat(parent, name.c_str(), 0) != 0 && errno != ENOENT) beneath::remove(parent, name);
  }

  static Error vanished(const Placement& placement) {
    return Error(ErrorKind::internal,
                 format("{} was removed while the workspace was prepared: a process of an earlier "
                        "ticket may still be running",
                        excerpt(placement.path, 1000)));
  }

  int tree_;
  const WorkspaceRules& rules_;
  beneath::Parents parents_;
};

}  // namespace

void fill(int tree, const fs::path& tree_path, const Repository& repository, WorkspaceRules& rules,
          std::span<Placement> work) {
  rules.forget();
  if (work.size() < worth_two_threads) return Filler(tree, rules).run(work);
  const WorkspaceRules own(repository, tree_path);
  auto second =
      std::async(std::launch::async, [&] { Filler(tree, own).run(work.subspan(work.size() / 2)); });
  Filler(tree, rules).run(work.first(work.size() / 2));
  second.get();
}

}  // namespace sage
