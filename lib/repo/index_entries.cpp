// git's index format, version 2 (gitformat-index(5)): a header (signature, version, count); the
// entries, sorted by the bytes of their paths; extensions, which are passed over; the SHA-1 of all
// that. An entry is ten 32-bit numbers, all big-endian, an id, 16 bits of flags that end with the
// length of the path, the path, and 1 to 8 zero bytes up to a multiple of 8.

#include "repo/index_entries.h"

#include <endian.h>

#include <algorithm>

#include "base/digest.h"

namespace sage {
namespace {

constexpr std::size_t header_size = 12, checksum_size = 20, fixed_size = 62;
constexpr std::uint16_t longest_in_flags = 0xFFF;
constexpr std::string_view signature("DIRC\0\0\0\2", 8);

[[noreturn]] void refuse(std::string_view why) {
  throw Error(ErrorKind::internal, format("the index of a workspace {}", why));
}

std::uint32_t number_at(const char* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return be32toh(value);
}

std::size_t whole_size(std::size_t path_size) { return (fixed_size + path_size + 8) & ~7UL; }

/// The numbers of an entry, in their order.
std::array<std::uint32_t*, 10> numbers_of(git_index_entry& entry) {
  return {reinterpret_cast<std::uint32_t*>(&entry.ctime.seconds),
          &entry.ctime.nanoseconds,
          reinterpret_cast<std::uint32_t*>(&entry.mtime.seconds),
          &entry.mtime.nanoseconds,
          &entry.dev,
          &entry.ino,
          &entry.mode,
          &entry.uid,
          &entry.gid,
          &entry.file_size};
}

git_index_entry read_entry(const char* at) {
  git_index_entry entry{};
  std::size_t offset = 0;
  for (std::uint32_t* number : numbers_of(entry)) {
    *number = number_at(at + offset);
    offset += sizeof *number;
  }
  std::memcpy(entry.id.id, at + offset, sizeof entry.id.id);
  entry.path = at + fixed_size;
  return entry;
}

void append_number(std::string& out, std::uint32_t value) {
  const std::uint32_t bytes = htobe32(value);
  out.append(reinterpret_cast<const char*>(&bytes), sizeof bytes);
}

void append_entry(std::string& out, git_index_entry entry) {
  const std::string_view path = entry.path;
  for (const std::uint32_t* number : numbers_of(entry)) append_number(out, *number);
  out.append(reinterpret_cast<const char*>(entry.id.id), sizeof entry.id.id);
  const auto flags =
      htobe16(static_cast<std::uint16_t>(std::min<std::size_t>(path.size(), longest_in_flags)));
  out.append(reinterpret_cast<const char*>(&flags), sizeof flags);
  out += path;
  out.append(whole_size(path.size()) - fixed_size - path.size(), '\0');
}

std::string checksum_of(std::string_view bytes) {
  const auto digest = sha1(bytes);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

bool is_before(const git_index_entry* entry, std::string_view path) { return entry->path < path; }

}  // namespace

IndexEntries::IndexEntries(std::string file) : read_(std::move(file)) {
  if (read_.size() < header_size + checksum_size || !read_.starts_with(signature))
    refuse("is none of version 2");
  const std::size_t end = read_.size() - checksum_size;
  const std::string_view all(read_);
  if (checksum_of(all.substr(0, end)) != all.substr(end)) refuse("is damaged");
  std::size_t at = header_size;
  for (auto left = number_at(read_.data() + signature.size()); left > 0; --left) {
    const std::size_t path = at + fixed_size;
    const std::size_t path_end = path < end ? all.find('\0', path) : all.npos;
    if (path_end == all.npos || at + whole_size(path_end - path) > end) refuse("is cut short");
    sorted_.push_back(&entries_.emplace_back(read_entry(read_.data() + at)));
    at += whole_size(path_end - path);
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
  const char* const own_path = there.path;
  there = entry;
  there.path = own_path;
}

bool IndexEntries::drop(std::string_view path) {
  const auto at = position(path);
  if (at == sorted_.end() || (*at)->path != path) return false;
  sorted_.erase(at);
  return true;
}

std::string IndexEntries::file() const {
  std::size_t size = header_size + checksum_size;
  for (const auto* entry : sorted_) size += whole_size(std::strlen(entry->path));
  std::string out(signature);
  out.reserve(size);
  append_number(out, static_cast<std::uint32_t>(sorted_.size()));
  for (const auto* entry : sorted_) append_entry(out, *entry);
  out += checksum_of(out);
  return out;
}

}  // namespace sage
