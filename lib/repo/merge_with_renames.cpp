#include "repo/merge_with_renames.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "repo/git2_handles.h"
#include "repo/tree.h"

namespace sage {
namespace {

Tree read_tree(git_repository* repository, const ObjectId& id) {
  const git_oid oid = to_git(id);
  return make<Tree>("read a tree", git_tree_lookup, repository, &oid);
}

std::vector<std::string> conflicts_in(git_index* index) {
  const auto conflicts = make<ConflictIterator>("read the conflicts of a merge",
                                                git_index_conflict_iterator_new, index);
  std::set<std::string> paths;
  const git_index_entry *base = nullptr, *ours = nullptr, *theirs = nullptr;
  while (git_index_conflict_next(&base, &ours, &theirs, conflicts.get()) == 0)
    for (const git_index_entry* entry : {base, ours, theirs})
      if (entry) paths.insert(entry->path);
  return {paths.begin(), paths.end()};
}

/// The files of `merged` that are neither side's.
std::vector<std::string> files_of_both(const Repository& repository, const ObjectId& ours,
                                       const ObjectId& theirs, const ObjectId& merged) {
  const auto changed = [&](const ObjectId& side) {
    std::vector<std::string> paths;
    for (auto& change : diff_trees(repository, side, merged))
      if (change.after.mode != Mode::none) paths.push_back(std::move(change.path));
    return paths;
  };
  std::vector<std::string> both;
  std::ranges::set_intersection(changed(ours), changed(theirs), std::back_inserter(both));
  return both;
}

}  // namespace

std::variant<Merged, MergeConflict> merge_with_renames(const Repository& repository,
                                                       const ObjectId& base, const ObjectId& ours,
                                                       const ObjectId& theirs) {
  git_repository* raw = repository.raw();
  const Tree from = read_tree(raw, base), left = read_tree(raw, ours),
             right = read_tree(raw, theirs);
  git_merge_options options = GIT_MERGE_OPTIONS_INIT;
  options.flags = GIT_MERGE_FIND_RENAMES | GIT_MERGE_SKIP_REUC;
  const auto index = make<Index>("merge trees", git_merge_trees, raw, from.get(), left.get(),
                                 right.get(), &options);
  if (git_index_has_conflicts(index.get())) return MergeConflict{conflicts_in(index.get())};
  git_oid id;
  check(git_index_write_tree_to(&id, index.get(), raw), "write a merged tree");
  const ObjectId merged = from_git(id);
  return Merged{merged, files_of_both(repository, ours, theirs, merged)};
}

}  // namespace sage
