#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "repo/git2_handles.h"

/// git's index format (gitformat-index(5)): a header (signature, version, count); the entries,
/// sorted by the bytes of their paths and then by stage; extensions; the SHA-1 of all that. All
/// numbers are big-endian. An entry is ten of 32 bits, an id, 16 bits of flags that end with the
/// length of the path, in version 3 and where a flag says so 16 more, the path, and 1 to 8 zero
/// bytes up to a multiple of 8. In version 4 the path is a number, how much to take off the end of
/// the path before, and what to add to it, ended by one zero byte.
namespace sage::index_format {

constexpr std::string_view signature = "DIRC";
constexpr std::size_t header_size = 12, checksum_size = 20;

constexpr std::size_t most_entry_size(std::size_t path_size) { return 64 + path_size + 8; }

std::uint32_t number_at(const char* at);
void append_number(std::string& out, std::uint32_t value);

/// How long an entry is in front of its path. Precondition: 62 bytes.
std::size_t head_size(const char* entry);

/// The entry as versions 2 and 3 have it at the start of `bytes`, 0 if it is not there whole: how
/// long it is with its path and its zero bytes.
std::size_t entry_size(std::string_view bytes);

/// Precondition: `entry_size` is not 0. The path lies in the bytes; `flags` are without its length.
git_index_entry read_entry(const char* at);
void append_entry(std::string& out, const git_index_entry& entry);

/// The bytes, zero bytes too, that `read_entry` gave this entry for.
std::string_view bytes_of(const git_index_entry& read);

int stage_of(const char* entry);

std::string checksum_of(std::string_view bytes);
std::string checksum_of(std::span<const std::string_view> parts);

/// Turns entries of version 4 at the start of `bytes` into those of version 3, at the end of `out`;
/// gives how many bytes of them there were, 0 if they are cut short.
std::size_t expand_entries(std::string_view bytes, std::uint32_t count, std::string& out);

/// Appends an entry of version 2 or 3 as one of version 4, which comes after one with this path.
void append_compressed(std::string& out, const char* entry, std::string_view path_before);

}  // namespace sage::index_format
