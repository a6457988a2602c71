#pragma once

#include <optional>
#include <utility>

#include "os/file.h"

namespace sage {

/// An exclusive flock(2) on a file (made if missing, never removed), held until destroyed; it
/// goes with the process that holds it, however that ends.
class FileLock {
 public:
  /// Waits for the lock.
  static FileLock acquire(const fs::path& path);
  /// Nothing if somebody holds it.
  static std::optional<FileLock> try_acquire(const fs::path& path);
  /// Whether it is still the file at `path` that is locked: somebody may have removed it, and the
  /// next one who comes makes and locks another.
  bool is_at(const fs::path& path) const;

 private:
  explicit FileLock(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace sage
