// A node is a folder: its name, a zero byte, the number of its entries (-1: invalid) and of its
// subfolders in decimal, a newline, and if it is valid the id of its tree; the subfolders follow.

#include "repo/cache_tree.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "base/object_id.h"

namespace sage {
namespace {

using Paths = std::span<const std::string_view>;

constexpr int deepest = 2'000;

class Copier {
 public:
  explicit Copier(std::string_view in) : in_(in) { out_.reserve(in.size()); }

  /// `changed`: paths in the node, each from `from` on.
  bool node(Paths changed, std::size_t from, int depth) {
    const auto name = until('\0');
    const auto entries = number_until(' '), folders = number_until('\n');
    if (!name || !entries || !folders || depth > deepest) return false;
    if (depth > 0) {
      changed = below(changed, from, *name);
      from += name->size() + 1;
    }
    const std::size_t id_size = *entries < 0 ? 0 : sizeof(ObjectId);
    if (in_.size() < id_size) return false;
    const auto id = in_.substr(0, id_size);
    in_.remove_prefix(id_size);
    begin_node(*name, changed.empty() ? *entries : -1, *folders, id);
    for (long i = 0; i < *folders; ++i)
      if (!node(changed, from, depth + 1)) return false;
    return true;
  }

  bool is_at_end() const { return in_.empty(); }
  std::string text() && { return std::move(out_); }

 private:
  void begin_node(std::string_view name, long entries, long folders, std::string_view id) {
    out_.append(name).append(1, '\0').append(std::to_string(entries)).append(" ");
    out_.append(std::to_string(folders)).append("\n");
    if (entries >= 0) out_ += id;
  }

  static Paths below(Paths paths, std::size_t from, std::string_view folder) {
    const auto is_before = [&](std::string_view path) {
      return path.substr(from, folder.size() + 1) < std::string(folder) + "/";
    };
    const auto first = std::ranges::partition_point(paths, is_before);
    const auto is_below = [&](std::string_view path) {
      path.remove_prefix(from);
      return path.starts_with(folder) && path.substr(folder.size()).starts_with('/');
    };
    const auto last = std::partition_point(first, paths.end(), is_below);
    return {first, last};
  }

  std::optional<std::string_view> until(char end) {
    const std::size_t size = in_.find(end);
    if (size == in_.npos) return {};
    const auto found = in_.substr(0, size);
    in_.remove_prefix(size + 1);
    return found;
  }

  std::optional<long> number_until(char end) {
    const auto digits = until(end);
    long value = 0;
    if (!digits) return {};
    const auto [stop, error] = std::from_chars(digits->begin(), digits->end(), value);
    if (error != std::errc() || stop != digits->end()) return {};
    return value;
  }

  std::string_view in_;
  std::string out_;
};

}  // namespace

std::string invalidated_cache_tree(std::string_view cache_tree,
                                   const std::vector<std::string_view>& changed) {
  Copier copier(cache_tree);
  const bool is_whole = copier.node(changed, 0, 0) && copier.is_at_end();
  return is_whole ? std::move(copier).text() : "";
}

}  // namespace sage
