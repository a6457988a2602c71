#include "repo/explain_merge.h"

#include <map>
#include <set>

#include "repo/tree.h"

namespace sage {
namespace {

/// What stands at `path`; a folder is nothing: what is in it has paths of its own.
TreeEntry leaf_at(const Repository& repository, const ObjectId& tree, const std::string& path) {
  const TreeEntry entry = repository.entry_at(tree, path);
  return entry.mode == Mode::tree ? TreeEntry() : entry;
}

}  // namespace

std::vector<std::string> unexplained_changes(const Repository& repository, const ObjectId& base,
                                             const ObjectId& tip, const ObjectId& result,
                                             const Merged& merged) {
  std::set<std::string_view> listed(merged.content_merged.begin(), merged.content_merged.end());
  listed.insert(merged.moved.begin(), merged.moved.end());
  const auto asked = diff_trees(repository, base, result);
  std::map<std::string_view, TreeEntry> wanted;
  for (const PathChange& change : asked) wanted.emplace(change.path, change.after);

  std::set<std::string> unexplained;
  for (const PathChange& done : diff_trees(repository, tip, merged.tree)) {
    const auto found = wanted.find(done.path);
    const bool as_asked = found != wanted.end() && found->second == done.after;
    if (!as_asked && !listed.contains(done.path)) unexplained.insert(done.path);
  }
  for (const auto& [path, before, after] : asked)
    if (!listed.contains(path) && leaf_at(repository, merged.tree, path) != after)
      unexplained.insert(path);
  return {unexplained.begin(), unexplained.end()};
}

}  // namespace sage
