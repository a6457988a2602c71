#include "repo/raw_tree.h"
#include "repo/tree.h"

namespace sage {
namespace {

class Difference {
 public:
  explicit Difference(git_repository* repository) : repository_(repository) {}

  /// Walks two folders at `prefix_` side by side; where ids are equal nothing below can differ.
  void walk(const RawTree& before, const RawTree& after, int depth) {
    check_depth(depth);
    TreeCursor left(before), right(after);
    while (!left.at_end() || !right.at_end()) {
      const int order = compare(left, right);
      const RawEntry *old = order <= 0 ? &*left : nullptr, *now = order >= 0 ? &*right : nullptr;
      if (!old || !now || old->entry != now->entry) differs(old, now, depth);
      if (old) left.next();
      if (now) right.next();
    }
  }

  std::vector<PathChange> changes;

 private:
  static int compare(const TreeCursor& left, const TreeCursor& right) {
    if (left.at_end()) return 1;
    if (right.at_end()) return -1;
    return compare_names(left->name, left->is_tree(), right->name, right->is_tree());
  }

  /// Entries of the same name and kind, or one of them.
  void differs(const RawEntry* old, const RawEntry* now, int depth) {
    const RawEntry& any = old ? *old : *now;
    const std::size_t length = prefix_.size();
    prefix_ += any.name;
    if (any.is_tree()) {
      prefix_ += '/';
      walk(folder(old), folder(now), depth + 1);
    } else {
      changes.push_back({prefix_, old ? old->entry : TreeEntry(), now ? now->entry : TreeEntry()});
    }
    prefix_.resize(length);
  }

  RawTree folder(const RawEntry* entry) const {
    return entry ? RawTree(repository_, entry->entry.id) : RawTree();
  }

  git_repository* repository_;
  std::string prefix_;
};

}  // namespace

std::vector<PathChange> diff_trees(const Repository& repository, const ObjectId& before,
                                   const ObjectId& after) {
  Difference difference(repository.raw());
  if (before != after)
    difference.walk(RawTree(repository.raw(), before), RawTree(repository.raw(), after), 1);
  return std::move(difference.changes);
}

}  // namespace sage
