#include "repo/index_entries.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "repo/index_format.h"

namespace sage {

using namespace index_format;

namespace {

[[noreturn]] void refuse(std::string_view why) {
  throw Error(ErrorKind::internal, format("the index of a workspace {}", why));
}

std::string header(std::size_t count) {
  std::string out(signature);
  append_number(out, 2);
  append_number(out, static_cast<std::uint32_t>(count));
  return out;
}

bool is_before(const git_index_entry* entry, std::string_view path) { return entry->path < path; }

}  // namespace

IndexEntries::IndexEntries(std::string file) : read_(std::move(file)) {
  if (read_.size() < header_size + checksum_size ||
      !read_.starts_with(header(0).substr(0, header_size - 4)))
    refuse("is none of version 2");
  std::string_view left(read_.data(), read_.size() - checksum_size);
  if (checksum_of(left) != read_.substr(left.size())) refuse("is damaged");
  left.remove_prefix(header_size);
  for (auto count = number_at(left.data() - 4); count > 0; --count) {
    const std::size_t size = entry_size(left);
    if (size == 0) refuse("is cut short");
    sorted_.push_back(&entries_.emplace_back(read_entry(left.data())));
    left.remove_prefix(size);
  }
  if (!std::ranges::is_sorted(sorted_, {}, [](const auto* e) { return std::string_view(e->path); }))
    refuse("is not sorted");
}

IndexEntries::Position IndexEntries::position(std::string_view path) const {
  return std::lower_bound(sorted_.begin(), sorted_.end(), path, is_before);
}

const git_index_entry* IndexEntries::find(std::string_view path) const {
  const auto at = position(path);
  return at != sorted_.end() && (*at)->path == path ? *at : nullptr;
}

bool IndexEntries::holds_below(std::string_view folder) const {
  const std::string prefix = std::string(folder) + "/";
  const auto at = position(prefix);
  return at != sorted_.end() && std::string_view((*at)->path).starts_with(prefix);
}

/// With a path of its own.
const git_index_entry* IndexEntries::keep(const git_index_entry& entry) {
  git_index_entry& kept = entries_.emplace_back(entry);
  kept.path = paths_.emplace_back(entry.path).c_str();
  return &kept;
}

void IndexEntries::put(const git_index_entry& entry) {
  const std::string_view path = entry.path;
  if (sorted_.empty() || is_before(sorted_.back(), path)) {
    sorted_.push_back(keep(entry));
    return;
  }
  const auto at = position(path);
  if ((*at)->path != path) {
    sorted_.insert(at, keep(entry));
    return;
  }
  git_index_entry& there = const_cast<git_index_entry&>(**at);  // one of entries_
  const char* const own_path = is_as_read(there) ? paths_.emplace_back(path).c_str() : there.path;
  there = entry;
  there.path = own_path;
}

bool IndexEntries::drop(std::string_view path) {
  const auto at = position(path);
  if (at == sorted_.end() || (*at)->path != path) return false;
  sorted_.erase(at);
  return true;
}

/// Then it stands in `read_`, in front of its path and behind, as it is to be written.
bool IndexEntries::is_as_read(const git_index_entry& entry) const {
  return std::less_equal{}(read_.data(), entry.path) &&
         std::less{}(entry.path, read_.data() + read_.size());
}

std::string IndexEntries::file() const {
  std::size_t size = header_size + read_.size() + checksum_size;
  for (const auto& path : paths_) size += most_entry_size(path.size());
  std::string out = header(sorted_.size());
  out.reserve(size);
  std::string_view run;  // of entries as read, not written yet
  for (const auto* entry : sorted_) {
    const auto bytes = is_as_read(*entry) ? bytes_of(*entry) : std::string_view();
    if (bytes.empty() || bytes.data() != run.data() + run.size())
      out += std::exchange(run, bytes.substr(0, 0));
    run = {run.data(), run.size() + bytes.size()};
    if (bytes.empty()) append_entry(out, *entry);
  }
  out += run;
  out += checksum_of(out);
  return out;
}

}  // namespace sage
