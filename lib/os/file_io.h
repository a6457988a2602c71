#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string_view>

#include "os/file.h"

/// What reads and writes share. For lib/os's own use.
namespace sage {

/// Whether open(2) or stat(2) failed because nothing is there.
bool is_absence(int error_number);

/// Opens a regular file for reading; nothing if there is none. A fifo would make open(2) wait for
/// a writer, a device may do anything: both are refused.
UniqueFd open_regular(const fs::path& path, struct stat& status);

/// read(2) at `offset` until `size` bytes are there or the file ends; gives how many came.
std::size_t read_at(int fd, char* into, std::size_t size, off_t offset, const fs::path& path);

/// Gives how many bytes were written: less than all means that errno says why.
std::size_t write_fully(int fd, std::string_view text);

fs::path folder_of(const fs::path& path);

FileStamp stamp_from(const struct stat& status);

}  // namespace sage
