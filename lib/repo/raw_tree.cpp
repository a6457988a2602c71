#include "repo/raw_tree.h"

#include <algorithm>
#include <charconv>

namespace sage {
namespace {

/// The mode git takes a stored mode for.
Mode canonical(unsigned mode) {
  switch (mode & 0170000) {
    case 0040000:
      return Mode::tree;
    case 0120000:
      return Mode::link;
    case 0160000:
      return Mode::gitlink;
    default:
      return mode & 0100 ? Mode::executable : Mode::file;
  }
}

}  // namespace

int compare_names(std::string_view a, bool a_is_tree, std::string_view b, bool b_is_tree) {
  const std::size_t common = std::min(a.size(), b.size());
  if (const int order = std::memcmp(a.data(), b.data(), common)) return order;
  const auto next = [&](std::string_view name, bool is_tree) {
    if (name.size() > common) return static_cast<int>(static_cast<unsigned char>(name[common]));
    return is_tree ? '/' : 0;
  };
  return next(a, a_is_tree) - next(b, b_is_tree);
}

RawTree::RawTree(git_repository* repository, const ObjectId& id)
    : id_(id), object_(read_object(repository, id, GIT_OBJECT_TREE)) {}

TreeEntry RawTree::find(std::string_view name) const {
  for (TreeCursor at(*this); !at.at_end(); at.next())
    if (at->name == name) return at->entry;
  return {};
}

void TreeCursor::next() {
  constexpr std::size_t id_size = sizeof(ObjectId::bytes);
  current_ = {};
  if (rest_.empty()) return;
  unsigned mode = 0;
  const char* const end = rest_.data() + rest_.size();
  const auto [space, error] = std::from_chars(rest_.data(), end, mode, 8);
  const std::size_t name = static_cast<std::size_t>(space - rest_.data()) + 1;
  const std::size_t id = rest_.find('\0', name) + 1;
  if (error != std::errc{} || space == end || *space != ' ' || id <= name + 1 ||
      id + id_size > rest_.size())
    throw Error(ErrorKind::repository_state, format("tree {} is damaged", tree_.hex()),
                "look at the repository with: git fsck");
  current_.entry.mode = canonical(mode);
  std::memcpy(current_.entry.id.bytes.data(), rest_.data() + id, id_size);
  current_.name = rest_.substr(name, id - 1 - name);
  current_.bytes = rest_.substr(0, id + id_size);
  rest_.remove_prefix(id + id_size);
}

void append_entry(std::string& out, std::string_view name, const TreeEntry& entry) {
  char mode[12];
  const auto end = std::to_chars(mode, mode + sizeof mode, static_cast<unsigned>(entry.mode), 8);
  out.append(mode, end.ptr).append(" ").append(name).append(1, '\0');
  out.append(reinterpret_cast<const char*>(entry.id.bytes.data()), entry.id.bytes.size());
}

void check_depth(int depth) {
  if (depth <= max_tree_depth) return;
  throw Error(ErrorKind::repository_state,
              format("a tree is nested more than {} folders deep", max_tree_depth));
}

}  // namespace sage
