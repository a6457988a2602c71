#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "os/file.h"

/// System calls on what lies beneath a folder that an agent could write to. Paths are relative to
/// the folder's descriptor; no symbolic link is followed unless said, neither on the way nor at
/// the end, and none ever leads out.
namespace sage::beneath {

/// The folder of `path` ("" at the top) and the name in it.
struct Split {
  std::string folder, name;
};
Split split(const std::string& path);

/// Which symbolic links may be followed: none, or those that do not lead out of the folder.
enum class Links { none, inside };

/// Opens with openat2(2); "" is the folder itself. None, and errno says why, if it cannot.
UniqueFd open(int root, const std::string& path, int flags, Links links = Links::none);

/// lstat(2); nothing if there is no such thing.
std::optional<struct stat> look(int root, const std::string& path);

/// Calls `entry(name, DT_ type)` for all in an open folder but "." and "..". The type may be
/// DT_UNKNOWN, as readdir(3) says.
void each_entry(int folder, const std::function<void(const char*, unsigned char)>& entry);
void each_entry(UniqueFd folder, const std::function<void(const char*, unsigned char)>& entry);

/// Gives the owner of a folder all permissions on it, if it lost them.
void open_up(int root, const std::string& path);

/// All names in the folder at `path`; nothing if it is no folder, or may not be read.
std::optional<std::vector<std::string>> list(int root, const std::string& path);

/// Removes whatever is called `name` in an open folder, with all below it.
void remove(int folder, const std::string& name);
/// The same for a path; false if nothing was there.
bool remove_path(int root, const std::string& path);
/// Removes the folders above `path`, innermost first, as long as they are empty.
void prune_above(int root, const std::string& path);

/// The folder that `path` lies in, its parts made where they are missing; what stands in the way
/// of one (a file, a link) is removed. Keeps the last one open: cheap for sorted paths.
class Parents {
 public:
  explicit Parents(int root) : root_(root) {}
  int of(const std::string& folder);

 private:
  int root_;
  std::string open_path_;
  UniqueFd open_;
};

/// Creates the file `name` in an open folder; it must not exist.
void write_new(int folder, const std::string& name, std::string_view text, mode_t mode);
/// The same; false if something is there already.
bool try_write_new(int folder, const std::string& name, std::string_view text, mode_t mode);

/// Lets the file `name` in an open folder, which must be there, hold `text`.
void write_over(int folder, const std::string& name, std::string_view text);

/// The regular file at `path`: its status and its content. `problem` says why there is none.
struct File {
  struct stat status {};
  std::string content, problem;
};
File read(int root, const std::string& path, std::uint64_t limit, Links links = Links::none);

/// Whether a regular file holds just this, as far as it can be read. Compared from the end, where
/// versions of git's own files differ: in a checksum.
bool holds(int folder, const std::string& name, std::string_view text);

/// Where the link at `path` points; nothing if it is no link.
std::optional<std::string> read_link(int root, const std::string& path);

}  // namespace sage::beneath
