#pragma once

#include "os/clock.h"
#include "os/file.h"

namespace sage {

/// Tells when names in a folder came, went or were replaced (inotify(7)).
class FolderWatch {
 public:
  /// Watches from now on: look at the folder after this, then wait.
  explicit FolderWatch(const fs::path& folder);
  /// Waits until something has changed since the last call, or for `longest`.
  void wait(Milliseconds longest);

 private:
  UniqueFd fd_;
};

}  // namespace sage
