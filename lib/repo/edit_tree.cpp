// Editing a tree without an index.
//
// The edits are sorted so that all below one folder stand together; each folder on the way is
// read once, the entries that nobody edits are copied as bytes, and the new ones are merged in.
// A folder whose bytes come out the same is not written. Cost: the entries of the folders on the
// edited paths, and one object written per folder that changed; not the size of the repository.

#include <algorithm>
#include <map>
#include <span>

#include "repo/raw_tree.h"
#include "repo/tree.h"

namespace sage {
namespace {

using Edits = std::span<const TreeEdit>;

/// By component: "a", "a/x", "a-b". (By bytes "a-b" would come between "a" and "a/x".)
bool before_in_tree(const TreeEdit& a, const TreeEdit& b) {
  return std::ranges::lexicographical_compare(
      a.path, b.path, {}, [](char c) { return c == '/' ? 0 : 1 + static_cast<unsigned char>(c); },
      [](char c) { return c == '/' ? 0 : 1 + static_cast<unsigned char>(c); });
}

/// All edits at or below one entry of a folder.
struct Group {
  std::string_view name;
  TreeEntry entry;  ///< what stands there: first as found, then as edited
  Edits below;
};

class Editor {
 public:
  explicit Editor(git_repository* repository) : repository_(repository) {}

  /// The folder `tree` with edits whose paths all start with the same `prefix` bytes.
  TreeEntry folder(const RawTree& tree, Edits edits, std::size_t prefix, int depth) {
    check_depth(depth);
    std::vector<Group> groups;
    std::vector<RawEntry> kept;
    split(tree, edits, prefix, groups, kept);
    for (Group& group : groups) apply(group, prefix, depth);
    return write(tree, std::move(groups), kept);
  }

 private:
  /// Groups the edits by entry, sorted by name, and the tree's entries into edited and kept.
  static void split(const RawTree& tree, Edits edits, std::size_t prefix,
                    std::vector<Group>& groups, std::vector<RawEntry>& kept) {
    while (!edits.empty()) {
      const std::string_view rest = std::string_view(edits.front().path).substr(prefix);
      const std::string_view name = rest.substr(0, rest.find('/'));
      const auto same = std::ranges::find_if_not(edits, [&](const TreeEdit& edit) {
        const std::string_view other = std::string_view(edit.path).substr(prefix);
        return other.substr(0, other.find('/')) == name;
      });
      const auto count = static_cast<std::size_t>(same - edits.begin());
      groups.push_back({name, {}, edits.first(count)});
      edits = edits.subspan(count);
    }
    std::ranges::sort(groups, {}, &Group::name);
    for (TreeCursor at(tree); !at.at_end(); at.next()) {
      const auto group = std::ranges::lower_bound(groups, at->name, {}, &Group::name);
      if (group != groups.end() && group->name == at->name)
        group->entry = at->entry;
      else
        kept.push_back(*at);
    }
  }

  void apply(Group& group, std::size_t prefix, int depth) {
    const std::size_t own = prefix + group.name.size();
    for (; !group.below.empty() && group.below.front().path.size() == own;
         group.below = group.below.subspan(1))
      group.entry = group.below.front().entry;
    if (group.below.empty()) return;
    const bool is_folder = group.entry.mode == Mode::tree;
    const auto adds = [](const TreeEdit& edit) { return edit.entry.mode != Mode::none; };
    if (!is_folder && std::ranges::none_of(group.below, adds)) return;
    const RawTree tree = is_folder ? RawTree(repository_, group.entry.id) : RawTree();
    group.entry = folder(tree, group.below, own + 1, depth + 1);
  }

  /// Mode::none if nothing is left in it.
  TreeEntry write(const RawTree& tree, std::vector<Group> groups,
                  const std::vector<RawEntry>& kept) const {
    std::erase_if(groups, [](const Group& group) { return group.entry.mode == Mode::none; });
    const auto is_tree = [](const Group& group) { return group.entry.mode == Mode::tree; };
    std::ranges::sort(groups, [&](const Group& a, const Group& b) {
      return compare_names(a.name, is_tree(a), b.name, is_tree(b)) < 0;
    });
    std::string out;
    out.reserve(tree.bytes().size() + 64 * groups.size());
    auto next = kept.begin();
    for (const Group& group : groups) {
      for (; next != kept.end() &&
             compare_names(next->name, next->is_tree(), group.name, is_tree(group)) < 0;
           ++next)
        out += next->bytes;
      append_entry(out, group.name, group.entry);
    }
    for (; next != kept.end(); ++next) out += next->bytes;
    if (out.empty()) return {};
    if (out == tree.bytes()) return {Mode::tree, tree.id()};
    return {Mode::tree, write_object(repository_, std::move(out), GIT_OBJECT_TREE)};
  }

  git_repository* repository_;
};

void check_paths(Edits edits) {
  for (const TreeEdit& edit : edits)
    if (edit.entry.mode != Mode::none && !is_safe_path(edit.path))
      throw Error(ErrorKind::internal,
                  format("\"{}\" may not enter a tree", excerpt(edit.path, 200)));
}

}  // namespace

ObjectId edit_tree(const Repository& repository, const ObjectId& tree,
                   std::vector<TreeEdit> edits) {
  if (edits.empty()) return tree;
  check_paths(edits);
  std::ranges::stable_sort(edits, before_in_tree);
  Editor editor(repository.raw());
  const TreeEntry root = editor.folder(RawTree(repository.raw(), tree), edits, 0, 1);
  if (root.mode == Mode::tree) return root.id;
  return write_object(repository.raw(), "", GIT_OBJECT_TREE);
}

}  // namespace sage
