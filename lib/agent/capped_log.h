#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "os/file.h"

namespace sage {

/// One output of a program that may print without end: its first bytes in a file, its last ones
/// in memory.
class CappedLog {
 public:
  /// Makes `file` anew; with an empty path nothing is kept on disk. A link is not followed.
  CappedLog(const fs::path& file, std::uint64_t file_limit, std::size_t tail_limit);

  void take(std::string_view bytes);

  /// Whether something did not go to the file: the limit was reached (its last line says so), or
  /// the disk would not take it.
  bool cut() const { return cut_; }
  /// The last `tail_limit` bytes.
  std::string_view tail() const;

 private:
  void take_to_file(std::string_view bytes);
  void write(std::string_view bytes);

  UniqueFd fd_;
  std::uint64_t limit_, room_;
  std::size_t tail_limit_;
  std::string recent_;
  bool at_line_start_ = true;
  bool cut_ = false;
};

}  // namespace sage
