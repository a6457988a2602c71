// Three-way merge of trees in memory.
//
// Base, ours and theirs are walked side by side, entry by entry, and only where all three ids
// differ does the walk go down: everything else is settled by comparing ids. The entries of a
// merged folder are copied as bytes from the side they come from. So the cost depends on what
// both sides changed and the width of the folders on the way, not on the repository's size.
//
// Renames. git's merge first pairs files that one side deleted with similar ones that the same side
// added. Such a pair changes the result only if the other side touched either path, and then the
// walk meets one of four signs: one side deleted what the other modified; both deleted the same;
// both added different files at one path; a file and a folder want one name. Without a sign the
// result stands. With one, the renames are looked for, the three trees are rewritten as if both
// sides had made them, and the walk is done again. (Directory renames, where git moves the files
// that the other side added along, are not looked for.)

#include "repo/merge_trees.h"

#include <algorithm>
#include <iterator>

#include "repo/follow_renames.h"
#include "repo/merge_file.h"
#include "repo/raw_tree.h"
#include "repo/tree.h"

namespace sage {
namespace {

/// The entries of one name and kind in the three trees; null: not there.
struct Row {
  const RawEntry *base, *ours, *theirs;

  const RawEntry& any() const { return *(base ? base : ours ? ours : theirs); }
  ThreeEntries entries() const {
    const auto of = [](const RawEntry* raw) { return raw ? raw->entry : TreeEntry(); };
    return {of(base), of(ours), of(theirs)};
  }
};

/// Three trees read in step.
class Rows {
 public:
  Rows(const RawTree& base, const RawTree& ours, const RawTree& theirs)
      : cursors_{TreeCursor(base), TreeCursor(ours), TreeCursor(theirs)} {}

  bool at_end() const {
    return std::ranges::all_of(cursors_, [](const auto& cursor) { return cursor.at_end(); });
  }
  Row operator*() const {
    const RawEntry& first = **std::ranges::min_element(
        cursors_, [](const auto& a, const auto& b) { return compare(a, b) < 0; });
    const auto here = [&](const TreeCursor& at) {
      return !at.at_end() && compare(*at, first) == 0 ? &*at : nullptr;
    };
    return {here(cursors_[0]), here(cursors_[1]), here(cursors_[2])};
  }
  /// `row` is what * gave.
  void pass(const Row& row) {
    if (row.base) cursors_[0].next();
    if (row.ours) cursors_[1].next();
    if (row.theirs) cursors_[2].next();
  }

 private:
  static int compare(const RawEntry& a, const RawEntry& b) {
    return compare_names(a.name, a.is_tree(), b.name, b.is_tree());
  }
  static int compare(const TreeCursor& a, const TreeCursor& b) {
    if (a.at_end() || b.at_end()) return static_cast<int>(a.at_end()) - b.at_end();
    return compare(*a, *b);
  }

  TreeCursor cursors_[3];
};

/// Collects the entries of a merged folder and notices when a file and a folder want one name.
class MergedFolder {
 public:
  void add(const Row& row, const TreeEntry& merged) {
    if (merged.mode == Mode::none) return;
    const RawEntry& any = row.any();
    if (is_taken(any.name, any.is_tree())) clashes_.push_back(any.name);
    for (const RawEntry* side : {row.ours, row.theirs})
      if (side && side->entry == merged) {
        bytes_ += side->bytes;
        return;
      }
    append_entry(bytes_, any.name, merged);
  }
  /// The names that a file and a folder want.
  const std::vector<std::string_view>& clashes() const { return clashes_; }
  const std::string& bytes() const { return bytes_; }

 private:
  /// Folder "a" comes after file "a", and between them only names that start with "a": so the
  /// files whose names start the current one are all there is to remember.
  bool is_taken(std::string_view name, bool is_tree) {
    while (!open_.empty() && !name.starts_with(open_.back())) open_.pop_back();
    if (is_tree) return !open_.empty() && open_.back() == name;
    open_.push_back(name);
    return false;
  }

  std::string bytes_;
  std::vector<std::string_view> open_, clashes_;
};

class TreeMerge {
 public:
  explicit TreeMerge(const Repository& repository) : repository_(repository) {}

  /// The merged folder at `prefix_`; Mode::none if nothing is left in it or there are conflicts.
  TreeEntry folder(const RawTree& base, const RawTree& ours, const RawTree& theirs, int depth) {
    check_depth(depth);
    MergedFolder merged;
    for (Rows rows(base, ours, theirs); !rows.at_end();) {
      const Row row = *rows;
      merged.add(row, settle(row, depth));
      rows.pass(row);
    }
    for (const std::string_view name : merged.clashes()) {
      sign_of_rename_ = true;
      conflicts.push_back(prefix_ + std::string(name));
    }
    if (!conflicts.empty() || merged.bytes().empty()) return {};
    for (const RawTree* side : {&ours, &theirs})
      if (merged.bytes() == side->bytes()) return {Mode::tree, side->id()};
    return {Mode::tree,
            write_object(repository_.raw(), std::string(merged.bytes()), GIT_OBJECT_TREE)};
  }

  /// Whether there was a sign that a rename, if there is one, changes the result.
  bool has_sign_of_rename() const { return sign_of_rename_; }

  std::vector<std::string> conflicts, content_merged;

 private:
  TreeEntry settle(const Row& row, int depth) {
    const ThreeEntries three = row.entries();
    const auto& [base, ours, theirs] = three;
    if (ours == theirs) {
      if (ours != base && (row.any().is_tree() || ours.mode == Mode::none)) sign_of_rename_ = true;
      return ours;
    }
    if (ours == base) return theirs;
    if (theirs == base) return ours;
    const std::size_t length = prefix_.size();
    prefix_ += row.any().name;
    const TreeEntry merged = row.any().is_tree() ? below(three, depth) : file(three);
    prefix_.resize(length);
    return merged;
  }

  TreeEntry below(const ThreeEntries& three, int depth) {
    const auto read = [&](const TreeEntry& entry) {
      return entry.mode == Mode::none ? RawTree() : RawTree(repository_.raw(), entry.id);
    };
    prefix_ += '/';
    return folder(read(three.base), read(three.ours), read(three.theirs), depth + 1);
  }

  TreeEntry file(const ThreeEntries& three) {
    for (const TreeEntry& entry : {three.base, three.ours, three.theirs})
      sign_of_rename_ = sign_of_rename_ || entry.mode == Mode::none;
    const auto merged = merge_file(repository_, prefix_, three);
    if (!merged)
      conflicts.push_back(prefix_);
    else if (*merged != three.theirs)
      content_merged.push_back(prefix_);
    return merged.value_or(TreeEntry());
  }

  const Repository& repository_;
  std::string prefix_;
  bool sign_of_rename_ = false;
};

struct Walked {
  std::variant<Merged, MergeConflict> result;
  bool sign_of_rename;
};

Walked walk(const Repository& repository, const ThreeTrees& trees) {
  const auto read = [&](const ObjectId& id) { return RawTree(repository.raw(), id); };
  TreeMerge merge(repository);
  const TreeEntry root = merge.folder(read(trees.base), read(trees.ours), read(trees.theirs), 1);
  const bool sign = merge.has_sign_of_rename();
  if (!merge.conflicts.empty()) return {MergeConflict{std::move(merge.conflicts)}, sign};
  const bool is_empty = root.mode == Mode::none;
  return {Merged{is_empty ? write_object(repository.raw(), "", GIT_OBJECT_TREE) : root.id,
                 std::move(merge.content_merged)},
          sign};
}

}  // namespace

std::variant<Merged, MergeConflict> merge_trees(const Repository& repository, const ObjectId& base,
                                                const ObjectId& ours, const ObjectId& theirs) {
  if (ours == theirs || theirs == base) return Merged{ours, {}};
  if (ours == base) return Merged{theirs, {}};
  const ThreeTrees trees{base, ours, theirs};
  Walked walked = walk(repository, trees);
  if (!walked.sign_of_rename) return std::move(walked.result);
  auto followed = follow_renames(repository, trees);
  if (!followed) return std::move(walked.result);
  if (!followed->conflicts.empty()) return MergeConflict{std::move(followed->conflicts)};
  walked = walk(repository, followed->trees);
  if (auto* merged = std::get_if<Merged>(&walked.result))
    std::ranges::copy_if(
        followed->renamed, std::back_inserter(merged->moved), [&](const auto& path) {
          return repository.entry_at(merged->tree, path) != repository.entry_at(theirs, path);
        });
  return std::move(walked.result);
}

}  // namespace sage
