#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "os/file.h"

namespace sage {

/// Stretches of a large file, changed without having the rest of it in memory.
class FileSplice {
 public:
  /// Nothing if there is no such file.
  static std::optional<FileSplice> open(const fs::path& path);
  /// What is to stand where `size` bytes from `begin` stand now; those, when asked for first.
  /// Stretches do not overlap. Valid as long as this lives.
  std::string& stretch(std::uint64_t begin, std::uint64_t size);
  /// replace_file_if with the file's text and the stretches as they are now; not if it has become
  /// shorter meanwhile. Once.
  std::optional<FileStamp> replace_if(const std::function<bool()>& still_wanted);

  struct Stretch {
    std::uint64_t size = 0;
    std::string text;
  };
  const std::map<std::uint64_t, Stretch>& stretches() const { return stretches_; }  ///< by begin

 private:
  FileSplice(fs::path path, UniqueFd fd, std::uint64_t size)
      : path_(std::move(path)), fd_(std::move(fd)), size_(size) {}
  TextParts parts();
  fs::path path_;
  UniqueFd fd_;
  std::uint64_t size_ = 0;
  bool cut_ = false;  ///< it ended before that
  std::map<std::uint64_t, Stretch> stretches_;
};

}  // namespace sage
