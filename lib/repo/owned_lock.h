#pragma once

#include <optional>
#include <string>

#include "os/file.h"

namespace sage {

/// A lock file as every git makes and respects them ("index.lock"), with the line of its owner in
/// it: so that one that was left by a killed stream can be told from another git's.
class OwnedLock {
 public:
  /// Nothing if something is at `file`. `doing`: for people who find it there.
  static std::optional<OwnedLock> try_take(const fs::path& file, const std::string& doing);
  OwnedLock(OwnedLock&&) noexcept = default;
  OwnedLock& operator=(OwnedLock&&) = delete;
  /// Removes it unless somebody took it away by hand.
  ~OwnedLock();

 private:
  OwnedLock(fs::path file, std::string owner) : file_(std::move(file)), owner_(std::move(owner)) {}
  fs::path file_;
  std::string owner_;
};

/// Whether a dead stream of this host left the lock behind.
bool is_left_by_the_dead(const fs::path& lock);

}  // namespace sage
