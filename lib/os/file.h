#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
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

/// A file that only grows, a whole record at a time.
class AppendFile {
 public:
  /// Opens or creates it; a torn last line (no newline) is cut off first.
  explicit AppendFile(const fs::path& path);

  /// One write(2) of all of `record`.
  void append(std::string_view record);
  /// What was appended so far survives power loss when this returns (fdatasync).
  void sync();

 private:
  fs::path path_;
  UniqueFd fd_;
};

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
