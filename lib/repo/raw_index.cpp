#include "repo/raw_index.h"

#include <algorithm>

#include "repo/index_format.h"

namespace sage {

using namespace index_format;

namespace {

constexpr std::size_t mtime_offset = 8;

}  // namespace

const char* RawIndex::path(std::size_t i) const { return entry(i) + head_size(entry(i)); }

/// Of the first entry that is not before the path.
std::size_t RawIndex::position(const std::string& path) const {
  const auto is_before = [&](std::size_t at) {
    const char* const entry = bytes_.data() + at;
    return entry + head_size(entry) < std::string_view(path);
  };
  const auto end = entries_.end() - 1;
  return static_cast<std::size_t>(std::partition_point(entries_.begin(), end, is_before) -
                                  entries_.begin());
}

bool RawIndex::holds(std::size_t i, const std::string& path) const {
  return i < size() && this->path(i) == path;
}

bool RawIndex::is_held(std::size_t i, const std::string& path) const {
  return holds(i, path) && stage_of(entry(i)) == 0;
}

std::optional<git_index_entry> RawIndex::find(const std::string& path) const {
  if (const auto edit = edits_.find(path); edit != edits_.end()) return edit->second;
  const std::size_t i = position(path);
  if (!is_held(i, path)) return {};
  return read_entry(entry(i));
}

bool RawIndex::is_in_conflict(const std::string& path) const {
  const std::size_t i = position(path);
  return (holds(i, path) && stage_of(entry(i)) != 0) || holds(i + 1, path);
}

std::vector<std::string> RawIndex::paths_below(const std::string& folder) const {
  const std::string prefix = folder + "/";
  std::vector<std::string> paths;
  for (std::size_t i = position(prefix); i < size(); ++i) {
    if (!std::string_view(path(i)).starts_with(prefix)) break;
    if (!edits_.contains(path(i))) paths.emplace_back(path(i));
  }
  for (auto edit = edits_.lower_bound(prefix); edit != edits_.end(); ++edit) {
    if (!edit->first.starts_with(prefix)) break;
    if (edit->second) paths.push_back(edit->first);
  }
  std::ranges::sort(paths);
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

std::vector<std::string> RawIndex::in_the_way_of(const std::string& path) const {
  std::vector<std::string> paths = paths_below(path);
  for (auto end = path.find('/'); end != path.npos; end = path.find('/', end + 1))
    if (const auto folder = path.substr(0, end); find(folder) || is_in_conflict(folder))
      paths.push_back(folder);
  return paths;
}

std::vector<git_index_entry> RawIndex::changed_since(std::int64_t seconds) const {
  std::vector<git_index_entry> found;
  for (std::size_t i = 0; i < size(); ++i)
    if (number_at(entry(i) + mtime_offset) >= seconds && stage_of(entry(i)) == 0 &&
        !edits_.contains(path(i)))
      found.push_back(read_entry(entry(i)));
  for (const auto& [path, edit] : edits_)
    if (edit && edit->mtime.seconds >= seconds) found.push_back(*edit);
  return found;
}

void RawIndex::put(git_index_entry entry) {
  const std::string path = entry.path;
  for (const std::string& other : in_the_way_of(path)) drop(other);
  const auto edit = edits_.insert_or_assign(path, entry).first;
  edit->second->path = edit->first.c_str();
}

void RawIndex::drop(const std::string& path) {
  if (find(path)) edits_[path].reset();
}

}  // namespace sage
