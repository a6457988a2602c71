#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

/// Filesystems of a test's own, in a mount namespace of its own: when the process that made it is
/// gone, in whatever way, so are they, and their loop devices with them.
namespace sage::crash {

namespace fs = std::filesystem;

class PrivateMounts {
 public:
  /// This process leaves the mounts of the others; as an ordinary user, into a user namespace.
  /// Throws std::system_error if that is not permitted.
  PrivateMounts();

  void mount_memory(const fs::path& folder, std::uintmax_t bytes) const;
  void resize_memory(const fs::path& folder, std::uintmax_t bytes) const;

  /// `image` holds an ext4 filesystem. Throws std::runtime_error with what mount(8) said.
  void mount_image(const fs::path& image, const fs::path& folder) const;

  void unmount(const fs::path& folder) const;
};

/// Why none can be made here; empty if they can.
std::string hindrance_of_mounts();

}  // namespace sage::crash
