#include "repo/index_format.h"

#include <endian.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/digest.h"

namespace sage::index_format {
namespace {

constexpr std::size_t fixed_size = 62, extended_size = 64;
constexpr std::uint16_t longest_in_flags = 0xFFF;

std::uint16_t short_at(const char* at) {
  std::uint16_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return be16toh(value);
}

template <class Number>
char* put_number(char* at, Number big_endian) {
  std::memcpy(at, &big_endian, sizeof big_endian);
  return at + sizeof big_endian;
}

std::size_t padded(std::size_t size) { return (size + 8) & ~7UL; }

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

/// A number in groups of seven bits, the highest first; of two that could be written so, each
/// further byte counts one more.
void append_varint(std::string& out, std::size_t value) {
  std::string bytes(1, static_cast<char>(value & 127));
  while (value >>= 7) bytes.insert(bytes.begin(), static_cast<char>(128 | (--value & 127)));
  out += bytes;
}

/// At `at`, which moves behind it; false if it is cut short, or longer than any path.
bool read_varint(std::string_view bytes, std::size_t& at, std::size_t& value) {
  value = 0;
  for (int i = 0; i < 5 && at < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    value = (value << 7) + (byte & 127);
    if ((byte & 128) == 0) return true;
    ++value;
  }
  return false;
}

void append_path(std::string& out, std::size_t start, std::string_view path) {
  out += path;
  out.append(padded(out.size() - start) - (out.size() - start), '\0');
}

}  // namespace

std::uint32_t number_at(const char* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return be32toh(value);
}

void append_number(std::string& out, std::uint32_t value) {
  const std::uint32_t bytes = htobe32(value);
  out.append(reinterpret_cast<const char*>(&bytes), sizeof bytes);
}

std::size_t head_size(const char* entry) {
  const bool is_extended = (short_at(entry + fixed_size - 2) & GIT_INDEX_ENTRY_EXTENDED) != 0;
  return is_extended ? extended_size : fixed_size;
}

std::size_t entry_size(std::string_view bytes) {
  if (bytes.size() < extended_size) return 0;
  const std::size_t head = head_size(bytes.data());
  std::size_t length = short_at(bytes.data() + fixed_size - 2) & longest_in_flags;
  if (length == longest_in_flags) length = bytes.substr(head).find('\0');
  if (length >= bytes.size() || padded(head + length) > bytes.size()) return 0;
  return bytes[head + length] == '\0' ? padded(head + length) : 0;
}

git_index_entry read_entry(const char* at) {
  git_index_entry entry{};
  std::size_t offset = 0;
  for (std::uint32_t* number : numbers_of(entry)) {
    *number = number_at(at + offset);
    offset += sizeof *number;
  }
  std::memcpy(entry.id.id, at + offset, sizeof entry.id.id);
  entry.flags =
      static_cast<std::uint16_t>(short_at(at + fixed_size - 2) & ~unsigned{longest_in_flags});
  entry.path = at + head_size(at);
  if (entry.flags & GIT_INDEX_ENTRY_EXTENDED) entry.flags_extended = short_at(at + fixed_size);
  return entry;
}

/// Its head is put together first: appended number by number it would take three times as long.
void append_entry(std::string& out, const git_index_entry& entry) {
  const std::size_t start = out.size();
  const std::string_view path = entry.path;
  const auto length = std::min<std::size_t>(path.size(), longest_in_flags);
  git_index_entry copy = entry;
  std::array<char, extended_size> head{};
  char* at = head.data();
  for (const std::uint32_t* number : numbers_of(copy)) at = put_number(at, htobe32(*number));
  at = std::copy(std::begin(entry.id.id), std::end(entry.id.id), at);
  at = put_number(at, htobe16(static_cast<std::uint16_t>(entry.flags | length)));
  if (entry.flags & GIT_INDEX_ENTRY_EXTENDED) at = put_number(at, htobe16(entry.flags_extended));
  out.append(head.data(), at);
  append_path(out, start, path);
}

std::string_view bytes_of(const git_index_entry& read) {
  const std::size_t head = read.flags & GIT_INDEX_ENTRY_EXTENDED ? extended_size : fixed_size;
  return {read.path - head, padded(head + std::strlen(read.path))};
}

int stage_of(const char* entry) {
  const git_index_entry read = read_entry(entry);
  return git_index_entry_stage(&read);
}

std::string checksum_of(std::string_view bytes) { return checksum_of({&bytes, 1}); }

std::string checksum_of(std::span<const std::string_view> parts) {
  const auto digest = sha1(parts);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::size_t expand_entries(std::string_view bytes, std::uint32_t count, std::string& out) {
  std::size_t at = 0;
  std::string path;
  for (; count > 0; --count) {
    const std::size_t start = out.size();
    if (bytes.size() < at + extended_size) return 0;
    const char* const entry = bytes.data() + at;
    at += head_size(entry);
    std::size_t taken_off = 0;
    if (!read_varint(bytes, at, taken_off) || taken_off > path.size()) return 0;
    const std::size_t end = bytes.find('\0', at);
    if (end == bytes.npos) return 0;
    path.resize(path.size() - taken_off);
    path += bytes.substr(at, end - at);
    at = end + 1;
    out.append(entry, head_size(entry));
    append_path(out, start, path);
  }
  return at;
}

void append_compressed(std::string& out, const char* entry, std::string_view path_before) {
  const std::string_view path = entry + head_size(entry);
  const auto differ = std::ranges::mismatch(path, path_before);
  out.append(entry, head_size(entry));
  append_varint(out, static_cast<std::size_t>(path_before.end() - differ.in2));
  out.append(differ.in1, path.end());
  out += '\0';
}

}  // namespace sage::index_format
