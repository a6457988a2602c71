#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "repo/git2_handles.h"

namespace sage {

/// A pack put together in memory (gitformat-pack(5), version 2): a header, each object's type, size
/// and content deflated, the SHA-1 of all that. The home of zlib.
class PackStream {
 public:
  explicit PackStream(std::size_t objects);
  ~PackStream();
  PackStream(const PackStream&) = delete;
  PackStream& operator=(const PackStream&) = delete;

  /// Of at most 2 GB.
  void add(git_object_t type, std::string_view data);
  /// Precondition: as many objects were added as were announced.
  std::string finish() &&;

 private:
  void deflate(std::string_view data);
  struct Deflater;
  std::unique_ptr<Deflater> deflater_;
  std::string out_;
};

}  // namespace sage
