#include "repo/collect_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>

#include "repo/beneath.h"
#include "repo/tree.h"
#include "repo/workspace_rules.h"

namespace sage {
namespace {

constexpr std::uint64_t largest_file = 1ULL << 30;

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw Error(ErrorKind::invalid_input, format("{}: {}", excerpt(path, 200), why));
}

bool is_streams_own(const std::string& path) {
  std::string first = path.substr(0, path.find('/'));
  std::ranges::transform(first, first.begin(), [](unsigned char c) { return std::tolower(c); });
  return first == ".sage";
}

/// Whether a relative link at `path` stays within the repository, by its words alone.
bool stays_inside(const std::string& path, const std::string& target) {
  const auto end = (fs::path(path).parent_path() / target).lexically_normal();
  return !fs::path(target).is_absolute() && (end.empty() || *end.begin() != "..");
}

class Collector {
 public:
  Collector(const Repository& repository, const ObjectId& tree)
      : repository_(repository),
        tree_(tree),
        rules_(repository, repository.checkout()),
        root_(::open(repository.checkout().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

  TreeEdit edit(const std::string& path) {
    if (path.empty() || !is_safe_path(path) || is_streams_own(path))
      refuse(path, "not a file of the repository that may land");
    const TreeEntry before = repository_.entry_at(tree_, path);
    if (before.mode == Mode::gitlink || path == ".gitmodules")
      refuse(path, "a submodule, which is for git itself");
    const auto status = beneath::look(root_.get(), path);
    if (!status) return gone(path, before);
    if (S_ISDIR(status->st_mode)) refuse(path, "a folder, expected a file");
    if (before.mode == Mode::none && rules_.is_ignored(path, false)) refuse(path, "git ignores it");
    if (S_ISLNK(status->st_mode)) return link(path);
    if (!S_ISREG(status->st_mode)) refuse(path, "neither a file nor a link");
    return file(path, before);
  }

 private:
  static TreeEdit gone(const std::string& path, const TreeEntry& before) {
    if (before.mode == Mode::none || before.mode == Mode::tree)
      refuse(path, "not there, or behind a link");
    return {path, {}};
  }

  TreeEdit link(const std::string& path) const {
    const auto target = beneath::read_link(root_.get(), path);
    if (!target) refuse(path, "the link cannot be read");
    if (!stays_inside(path, *target)) refuse(path, "a link that leads out of the repository");
    return {path, {Mode::link, repository_.write_blob(*target)}};
  }

  TreeEdit file(const std::string& path, const TreeEntry& before) {
    if (const std::string attribute = rules_.needs_program(path); !attribute.empty())
      refuse(path, attribute + " needs a program that is not run here");
    const beneath::File found = beneath::read(root_.get(), path, largest_file);
    if (!found.problem.empty()) refuse(path, found.problem);
    const bool executable = rules_.trusts_modes() ? (found.status.st_mode & S_IXUSR) != 0
                                                  : before.mode == Mode::executable;
    return {path,
            {executable ? Mode::executable : Mode::file,
             repository_.write_blob(rules_.to_blob(path, found.content, before))}};
  }

  const Repository& repository_;
  const ObjectId tree_;
  WorkspaceRules rules_;
  UniqueFd root_;
};

}  // namespace

ObjectId tree_with_files(const Repository& repository, const ObjectId& tree,
                         const std::vector<std::string>& files) {
  if (repository.is_bare())
    throw Error(ErrorKind::invalid_input, "a bare repository has no files of its own to land",
                "give the work as a commit");
  Collector collector(repository, tree);
  std::vector<TreeEdit> edits;
  edits.reserve(files.size());
  for (const auto& file : files) edits.push_back(collector.edit(file));
  return edit_tree(repository, tree, std::move(edits));
}

}  // namespace sage
