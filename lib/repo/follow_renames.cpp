#include "repo/follow_renames.h"

#include <algorithm>
#include <set>

#include "repo/renames.h"

namespace sage {
namespace {

/// Whether something that `tree` has added or changed against `base` stands where a file at `path`
/// would. What it kept as it was goes: the side that put a file at `path` has removed it.
bool is_taken(const Repository& repository, const ObjectId& base, const ObjectId& tree,
              const std::string& path) {
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    const TreeEntry there = repository.entry_at(tree, part);
    if (there.mode == Mode::none) return false;
    const bool on_the_way = end != path.npos && there.mode == Mode::tree;
    if (!on_the_way) return there != repository.entry_at(base, part);
  }
}

bool is_same_kind(const TreeEntry& a, const TreeEntry& b) {
  const auto kind = [](const TreeEntry& entry) {
    return entry.mode == Mode::executable ? Mode::file : entry.mode;
  };
  return kind(a) == kind(b);
}

class Follower {
 public:
  Follower(const Repository& repository, const ThreeTrees& trees)
      : repository_(repository), trees_(trees) {}

  /// What `side` renamed is renamed in the base and on the other side.
  void follow(const std::vector<Rename>& renames, const std::vector<Rename>& others,
              const ObjectId& other, std::vector<TreeEdit>& other_edits) {
    for (const auto& [from, to] : renames) {
      renamed.insert({from, to});
      const auto same = std::ranges::find(others, from, &Rename::from);
      const TreeEntry before = repository_.entry_at(trees_.base, from);
      const TreeEntry kept = repository_.entry_at(other, from);
      const bool both = same != others.end() && same->to == to;
      if (!both && (!is_same_kind(kept, before) ||
                    is_taken(repository_, without(trees_.base, from), without(other, from), to))) {
        conflicts.insert({from, to});
        continue;
      }
      base_edits.push_back({to, before});
      base_edits.push_back({from, {}});
      if (both) continue;
      other_edits.push_back({to, kept});
      other_edits.push_back({from, {}});
    }
  }

  std::vector<TreeEdit> base_edits, ours_edits, theirs_edits;
  std::set<std::string> renamed, conflicts;

 private:
  ObjectId without(const ObjectId& tree, const std::string& path) const {
    return edit_tree(repository_, tree, {{path, {}}});
  }

  const Repository& repository_;
  const ThreeTrees& trees_;
};

}  // namespace

std::optional<Followed> follow_renames(const Repository& repository, const ThreeTrees& trees) {
  const auto ours = diff_trees(repository, trees.base, trees.ours);
  const auto theirs = diff_trees(repository, trees.base, trees.theirs);
  const auto by_us = find_renames(repository, ours, theirs);
  const auto by_them = find_renames(repository, theirs, ours);
  if (by_us.empty() && by_them.empty()) return {};
  Follower follower(repository, trees);
  follower.follow(by_us, by_them, trees.theirs, follower.theirs_edits);
  follower.follow(by_them, by_us, trees.ours, follower.ours_edits);
  if (!follower.conflicts.empty())
    return Followed{trees, {}, {follower.conflicts.begin(), follower.conflicts.end()}};
  return Followed{{edit_tree(repository, trees.base, std::move(follower.base_edits)),
                   edit_tree(repository, trees.ours, std::move(follower.ours_edits)),
                   edit_tree(repository, trees.theirs, std::move(follower.theirs_edits))},
                  {follower.renamed.begin(), follower.renamed.end()},
                  {}};
}

}  // namespace sage
