#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "os/file.h"

namespace sage {

/// A file mapped for reading, with at least `padding` readable bytes behind its end.
class MappedFile {
 public:
  /// Nothing if there is no such file.
  static std::optional<MappedFile> open(const fs::path& path, std::size_t padding);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();

  std::string_view text() const { return {data_, size_}; }
  /// Gives the memory of [from, to) back, but for what shares a page with what stands beside it;
  /// what is read again comes from the file again.
  void let_go(std::size_t from, std::size_t to) const;
  /// Bytes that may be read, padding included.
  std::size_t capacity() const { return capacity_; }

 private:
  MappedFile() = default;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t mapped_ = 0;
};

}  // namespace sage
