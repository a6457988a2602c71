#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

/// Files, written so that a crash leaves the old or the new. Every function throws
/// Error(internal) that names the path and the system's reason.
namespace sage {

namespace fs = std::filesystem;

/// A file descriptor that is closed when its owner goes. -1 is "none".
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  ~UniqueFd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

/// The whole file, or nothing if there is none. More than `limit` bytes is an Error.
std::optional<std::string> read_file(const fs::path& path, std::uint64_t limit = 1ULL << 32);

/// At most the last `bytes` bytes of a file; empty if there is none.
std::string read_tail(const fs::path& path, std::size_t bytes);

/// Replaces the file whole: private temporary file beside it, fsync, rename, fsync of the folder.
/// Keeps the permission bits of the file it replaces (else 0644) and, where `path` is a symbolic
/// link, replaces what the link points to. The folder must exist.
void replace_file(const fs::path& path, std::string_view text);

/// What identifies one version of a file: replaced, grown or touched means another stamp.
struct FileStamp {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified_ns = 0, changed_ns = 0;
  bool operator==(const FileStamp&) const = default;
};

/// The stamp of the file, following links; all zeros if there is none.
FileStamp stamp_of(const fs::path& path);

/// The same, if `still_wanted` says so when all is written and only the rename is left to do: what
/// somebody else saves meanwhile is not lost. Gives the stamp of what was put in place, if it was.
std::optional<FileStamp> replace_file_if(const fs::path& path,
                                         std::span<const std::string_view> parts_of_text,
                                         const std::function<bool()>& still_wanted);

/// Gives a text part by part, each valid until the next is asked for; an empty one is its end.
using TextParts = std::function<std::string_view()>;
std::optional<FileStamp> replace_file_if(const fs::path& path, const TextParts& text,
                                         const std::function<bool()>& still_wanted);

/// Removes the temporary files that killed processes left behind in `folder` (not below it).
void remove_dead_temporaries(const fs::path& folder);

/// Like replace_file, but only if nothing is at `path` yet; false if something is.
bool create_file(const fs::path& path, std::string_view text);

/// fsync of a file that somebody else wrote.
void sync_file(const fs::path& file);

/// fsync of a folder, so that names made, moved or removed in it are durable.
void sync_folder(const fs::path& folder);

/// Makes the folder and its parents; those made are durable.
void make_folders(const fs::path& folder);

/// Removes a folder and all in it without following symbolic links, even where permissions were
/// taken away from it. Nothing there is no error.
void remove_tree(const fs::path& folder);

}  // namespace sage
