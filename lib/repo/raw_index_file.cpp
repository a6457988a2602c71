#include <array>

#include "repo/cache_tree.h"
#include "repo/index_format.h"
#include "repo/raw_index.h"

namespace sage {

using namespace index_format;

namespace {

void append_extension(std::string& out, std::string_view name, std::string_view content) {
  if (content.empty()) return;
  out += name;
  append_number(out, static_cast<std::uint32_t>(content.size()));
  out += content;
}

}  // namespace

bool RawIndex::changes_a_tree(const Edits::value_type& edit) const {
  const auto& [path, after] = edit;
  const std::size_t i = position(path);
  if (!after || !holds(i, path)) return true;
  const git_index_entry before = read_entry(entry(i));
  return before.flags != after->flags || before.flags_extended != after->flags_extended ||
         before.mode != after->mode || git_oid_cmp(&before.id, &after->id) != 0;
}

std::vector<std::string_view> RawIndex::changed_in_trees() const {
  std::vector<std::string_view> paths;
  for (const auto& edit : edits_)
    if (changes_a_tree(edit)) paths.push_back(edit.first);
  return paths;
}

/// The entries of a file: runs of those that stay, and others between them.
class RawIndex::Writer {
 public:
  Writer(const RawIndex& index, std::string& out) : index_(index), out_(out) {}

  void run(std::size_t first, std::size_t last) {
    count_ += static_cast<std::uint32_t>(last - first);
    const auto begin = index_.entries_[first], end = index_.entries_[last];
    if (index_.version_ != 4)
      out_.append(index_.bytes_, begin, end - begin);
    else
      for (; first < last; ++first) compress(index_.entry(first), index_.path(first));
  }

  void one(const git_index_entry& entry) {
    ++count_;
    if (index_.version_ != 4) return append_entry(out_, entry);
    std::string plain;
    append_entry(plain, entry);
    compress(plain.data(), entry.path);
  }

  std::uint32_t count() const { return count_; }

 private:
  void compress(const char* entry, const char* path) {
    append_compressed(out_, entry, before_);
    before_ = path;
  }

  const RawIndex& index_;
  std::string& out_;
  std::string_view before_;
  std::uint32_t count_ = 0;
};

void RawIndex::write_entries(Writer& writer) const {
  std::size_t at = 0;
  for (const auto& [path, edit] : edits_) {
    const std::size_t next = position(path);
    writer.run(at, next);
    at = next + (is_held(next, path) ? 1 : 0);
    if (edit) writer.one(*edit);
  }
  writer.run(at, size());
}

RawIndex::Text RawIndex::text() const {
  Text text{std::string(signature), {}, {}};
  append_number(text.head, version_);
  append_number(text.head, 0);
  auto count = static_cast<std::uint32_t>(size());
  if (edits_.empty() && version_ != 4) {
    text.entries = std::string_view(bytes_).substr(entries_.front());
  } else {
    text.head.reserve(bytes_.size() + 512 * (edits_.size() + 1));
    Writer writer(*this, text.head);
    write_entries(writer);
    count = writer.count();
  }
  std::string number;
  append_number(number, count);
  text.head.replace(header_size - number.size(), number.size(), number);
  append_extension(text.tail, "TREE", invalidated_cache_tree(cache_tree_, changed_in_trees()));
  append_extension(text.tail, "REUC", resolve_undo_);
  text.tail += checksum_of(std::array<std::string_view, 3>{text.head, text.entries, text.tail});
  return text;
}

bool RawIndex::settle() {
  constexpr std::size_t few = 16;  // each may move all that stands behind it
  if (edits_.size() > few) return false;
  cache_tree_ = invalidated_cache_tree(cache_tree_, changed_in_trees());
  for (const auto& edit : edits_) settle(edit);
  edits_.clear();
  return true;
}

void RawIndex::settle(const Edits::value_type& edit) {
  const auto& [path, after] = edit;
  const std::size_t i = position(path), at = entries_[i];
  const bool is_there = is_held(i, path);
  const std::size_t before = is_there ? entries_[i + 1] - at : 0;
  std::string entry;
  if (after) append_entry(entry, *after);
  bytes_.replace(at, before, entry);
  if (is_there) entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
  if (after) entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(i), at);
  for (std::size_t next = i + (after ? 1 : 0); next < entries_.size(); ++next)
    entries_[next] += entry.size() - before;
}

}  // namespace sage
