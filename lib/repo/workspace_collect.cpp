// Reading an agent's work.
//
// What comes in is what `git add --all` would take in, but found by our own stat cache, from files
// alone: the agent's .git may say anything and is not looked at. Everything is read through
// descriptors beneath the folder, no link is followed, and what is odd is refused or left out with
// a note; it never ends up half taken in. Cost: the scan, plus what changed.

#include "repo/workspace_collect.h"

#include <sys/stat.h>

namespace sage {
namespace {

constexpr std::uint64_t largest_file = 1ULL << 30;
constexpr std::size_t longest_path = 4'000;

std::string shown(const std::string& path) { return excerpt(path, 200); }

const char* kind_name(mode_t mode) {
  if (S_ISFIFO(mode)) return "a fifo";
  return S_ISSOCK(mode) ? "a socket" : "a device";
}

class Collector {
 public:
  /// With `writes`, what changed is written into the repository as it is found.
  Collector(int tree, const Repository& repository, const WorkspaceState& state,
            WorkspaceRules& rules, const LeavesOut& leaves_out, bool writes)
      : tree_(tree),
        repository_(repository),
        state_(state),
        rules_(rules),
        leaves_out_(leaves_out),
        writes_(writes) {}

  Collected collect(const Scan& scan) {
    out_.tree = state_.tree();
    look(scan);
    if (!refused()) finish();
    return std::move(out_);
  }

  Differences differences(const Scan& scan) {
    look(scan);
    return {std::move(changes_), std::move(out_.refused)};
  }

 private:
  void look(const Scan& scan) {
    for (const std::string& folder : scan.unreadable) refuse_closed(folder);
    for (const std::string& path : scan.odd_rules) refuse_rules(path);
    if (refused()) return;
    for (const auto* entry : scan.missing) change(entry->path, tree_entry(*entry), {});
    for (const auto* entry : scan.suspects) suspect(*entry);
    for (const Extra& extra : scan.extras) todo_.push_back(extra.path);
    while (!todo_.empty() && !refused()) {
      const std::string path = std::move(todo_.back());
      todo_.pop_back();
      untracked(path);
    }
  }

  bool refused() const { return !out_.refused.empty(); }
  /// Only the first reason is told.
  void refuse(const std::string& path, std::string_view why) {
    if (!refused()) out_.refused = format("{}: {}", shown(path), why);
  }
  void refuse_rules(const std::string& path) {
    refuse(path, "rules for a folder must be a regular file");
  }
  void refuse_closed(const std::string& folder) {
    refuse(folder.empty() ? "the workspace" : folder, "the folder cannot be read");
  }

  void finish() {
    std::vector<TreeEdit> edits;
    for (PathChange& change : changes_) edits.push_back({std::move(change.path), change.after});
    out_.tree = edit_tree(repository_, state_.tree(), std::move(edits));
    for (PathChange& change : diff_trees(repository_, state_.tree(), out_.tree))
      out_.files.push_back(std::move(change.path));
  }

  void suspect(const git_index_entry& entry) {
    if (tree_entry(entry).mode == Mode::gitlink)
      out_.notes.push_back(
          format("{}: the content of a submodule was left out", shown(entry.path)));
    else
      leaf(entry.path, tree_entry(entry));
  }

  /// Something no commit holds: a file, or a folder with all in it.
  void untracked(const std::string& path) {
    const auto status = beneath::look(tree_, path);
    const auto [folder, name] = beneath::split(path);
    if (!status) return;
    if (name == ".git") return refuse(folder, "a git repository inside the workspace");
    if (holds_rules(name) && !S_ISREG(status->st_mode)) return refuse_rules(path);
    const bool is_folder = S_ISDIR(status->st_mode);
    if (rules_.is_ignored(path, is_folder)) return;
    if (!is_folder) return leaf(path, {});
    if (path.size() > longest_path) return refuse(path, "nested too deep");
    const auto names = beneath::list(tree_, path);
    if (!names) return refuse_closed(path);
    enter(path, *names);
  }

  /// Odd rules are found before anything below is asked about: asking reads them.
  void enter(const std::string& path, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      const std::string below = format("{}/{}", path, name);
      todo_.push_back(below);
      const auto status = holds_rules(name) ? beneath::look(tree_, below) : std::nullopt;
      if (status && !S_ISREG(status->st_mode)) refuse_rules(below);
    }
  }

  /// A file, link or something odd that may differ from what the base holds there.
  void leaf(const std::string& path, const TreeEntry& base) {
    const auto status = beneath::look(tree_, path);
    if (!status) return change(path, base, {});
    if (S_ISLNK(status->st_mode))
      link(path, base);
    else if (S_ISREG(status->st_mode))
      file(path, base);
    else
      out_.notes.push_back(format("{}: {}, left out", shown(path), kind_name(status->st_mode)));
  }

  void link(const std::string& path, const TreeEntry& base) {
    const auto target = beneath::read_link(tree_, path);
    if (!target) return refuse(path, "the link cannot be read");
    change(path, base, {Mode::link, id_of(*target)}, *target);
  }

  void file(const std::string& path, const TreeEntry& base) {
    const beneath::File found = beneath::read(tree_, path, largest_file);
    if (!found.problem.empty()) return refuse(path, found.problem);
    const std::string blob = rules_.to_blob(path, found.content, base);
    change(path, base, {mode_of(found.status, base), id_of(blob)}, blob);
  }

  Mode mode_of(const struct stat& status, const TreeEntry& base) const {
    const bool was_file = base.mode == Mode::file || base.mode == Mode::executable;
    if (!rules_.trusts_modes()) return was_file ? base.mode : Mode::file;
    return status.st_mode & S_IXUSR ? Mode::executable : Mode::file;
  }

  static ObjectId id_of(std::string_view blob) {
    git_oid id;
    check(git_odb_hash(&id, blob.data(), blob.size(), GIT_OBJECT_BLOB), "name a blob");
    return from_git(id);
  }

  /// Takes a change in, unless it is none or may not land.
  void change(const std::string& path, const TreeEntry& before, const TreeEntry& after,
              std::string_view blob = {}) {
    if (before == after || refused()) return;
    if (leaves_out_ && leaves_out_(path)) return out_.left_out.push_back(path);
    if (before.mode == Mode::gitlink || path == ".gitmodules")
      return refuse(path, "a submodule was added, changed or removed");
    if (after.mode != Mode::none && !is_safe_path(path))
      return refuse(path, "a name that git must not hold");
    if (after.mode == Mode::link && holds_rules(beneath::split(path).name))
      return refuse_rules(path);
    if (after.mode == Mode::file || after.mode == Mode::executable)
      if (const std::string attribute = rules_.needs_program(path); !attribute.empty())
        return refuse(path, attribute + " needs a program that is not run here");
    if (writes_ && after.mode != Mode::none && after.id != before.id)
      repository_.write_blob(std::string(blob));
    changes_.push_back({path, before, after});
  }

  int tree_;
  const Repository& repository_;
  const WorkspaceState& state_;
  WorkspaceRules& rules_;
  const LeavesOut& leaves_out_;
  const bool writes_;
  std::vector<std::string> todo_;
  std::vector<PathChange> changes_;
  Collected out_;
};

}  // namespace

Collected collect_changes(int tree, const Scan& scan, const Repository& repository,
                          const WorkspaceState& state, WorkspaceRules& rules,
                          const LeavesOut& leaves_out) {
  rules.forget();
  return Collector(tree, repository, state, rules, leaves_out, true).collect(scan);
}

Differences find_differences(int tree, const Scan& scan, const Repository& repository,
                             const WorkspaceState& state, WorkspaceRules& rules) {
  rules.forget();
  return Collector(tree, repository, state, rules, {}, false).differences(scan);
}

}  // namespace sage
