#pragma once

#include <string>

#include "os/file.h"

/// Overlays (the kernel's overlayfs) in a mount namespace of this process's own: they are seen by
/// this process and what it starts, and by nobody else, and go with the last of these however it
/// ends. The home of mount(2) and unshare(2).
namespace sage {

/// Gives this process a mount namespace of its own; again does nothing. Without root's rights that
/// takes a user namespace too, with one user and one group in it, this process's: what it starts
/// runs as before but for programs that change the user (sudo), and files of others seem nobody's.
/// The process must have one thread. Throws Error(repository_state) with the system's reason.
void enter_mount_namespace();

/// Whether processes outside of this one's namespace are out of its sight by now: it entered one
/// without root's rights.
bool is_in_user_namespace();

/// A folder that shows `lower`, with all that differs from it kept in `upper`, as long as this
/// lives. In the namespace of this process, which must have been entered.
class Overlay {
 public:
  /// All on one file system. `work` is the kernel's own, and must be a new folder every time; `at`
  /// must be an empty one. Nothing is synced, whoever asks for it.
  struct Folders {
    fs::path lower, upper, work, at;
  };
  /// Throws Error(internal) with the system's reason.
  explicit Overlay(const Folders& folders);
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;
  ~Overlay();

  /// The top of what it shows, open for reading.
  int root() const { return root_.get(); }
  /// Whether `at` still leads there, and nothing is mounted on any folder below: with root's
  /// rights, whoever works in it can do so.
  bool is_whole() const;

 private:
  fs::path at_;
  UniqueFd root_;
};

/// Takes away whatever is mounted on `folder`, in this namespace only.
void unmount_all(const fs::path& folder);

/// Shows an empty folder that nobody can write to in place of `folder`, in this namespace only;
/// again does nothing. What was opened before stays open. Taken away by `uncover`.
void cover(const fs::path& folder);
void uncover(const fs::path& folder);
/// Whether somebody else took away what `cover` put there.
bool cover_is_gone(const fs::path& folder);
/// Opens a folder, below what covers it.
UniqueFd open_covered(const fs::path& folder);

/// A path for what is open, whatever covers the way there.
fs::path path_of(const UniqueFd& fd);

/// Why there can be no overlays whose folders lie in `folder`, from the system; empty: there can.
/// Tries it, in a process of its own.
std::string why_no_overlay(const fs::path& folder);

}  // namespace sage
