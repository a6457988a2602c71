#pragma once

#include <string_view>

#include "os/file.h"

namespace sage {

/// A file that only grows, a whole record at a time.
class AppendFile {
 public:
  /// Opens or creates it; a torn last line (no newline) is cut off first.
  explicit AppendFile(const fs::path& path);

  /// All of `record`, or an Error and nothing of it.
  void append(std::string_view record);
  /// What was appended so far survives power loss when this returns (fdatasync).
  void sync();

 private:
  fs::path path_;
  UniqueFd fd_;
};

}  // namespace sage
