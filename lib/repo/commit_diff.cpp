#include "repo/commit_diff.h"

#include <algorithm>

#include "repo/git2_handles.h"

namespace sage {
namespace {

using Patch = Owned<git_patch, git_patch_free>;

constexpr git_off_t largest_compared = 1 << 20;

/// What stands there as text; of a submodule: the commit that it names.
std::string content(const Repository& repository, const TreeEntry& entry) {
  if (entry.mode == Mode::none) return {};
  if (entry.mode == Mode::gitlink) return format("Subproject commit {}\n", entry.id.hex());
  return repository.blob(entry.id);
}

Patch compare(const PathChange& change, const std::string& before, const std::string& after) {
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.max_size = largest_compared;
  const auto side = [](const TreeEntry& entry, const std::string& text) {
    return entry.mode == Mode::none ? nullptr : text.data();
  };
  return make<Patch>("compare a file", git_patch_from_buffers, side(change.before, before),
                     before.size(), change.path.c_str(), side(change.after, after), after.size(),
                     change.path.c_str(), &options);
}

std::string text_of(git_patch* patch) {
  Buffer text;
  check(git_patch_to_buf(&text, patch), "print a diff");
  return std::string(text.text());
}

FileDiff compare(const Repository& repository, PathChange change, bool with_patch) {
  const std::string before = content(repository, change.before);
  const std::string after = content(repository, change.after);
  const Patch patch = compare(change, before, after);
  FileDiff out{.change = std::move(change)};
  std::size_t insertions = 0, deletions = 0;
  check(git_patch_line_stats(nullptr, &insertions, &deletions, patch.get()), "count lines");
  out.insertions = insertions;
  out.deletions = deletions;
  out.binary = (git_patch_get_delta(patch.get())->flags & GIT_DIFF_FLAG_BINARY) != 0;
  if (with_patch) out.patch = text_of(patch.get());
  return out;
}

}  // namespace

std::vector<FileDiff> diff_of_commit(const Repository& repository, const ObjectId& commit,
                                     const std::vector<std::string>& without,
                                     std::size_t patch_bytes) {
  const auto parents = repository.parents_of(commit);
  const ObjectId before = parents.empty() ? ObjectId{} : parents.front();
  std::vector<FileDiff> out;
  std::size_t size = 0;
  for (auto& change :
       diff_trees(repository, repository.tree_of(before), repository.tree_of(commit))) {
    if (std::ranges::find(without, change.path) != without.end()) continue;
    out.push_back(compare(repository, std::move(change), size < patch_bytes));
    size += out.back().patch.size();
  }
  return out;
}

}  // namespace sage
