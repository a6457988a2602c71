#include <sys/stat.h>

#include <algorithm>

#include "base/text.h"
#include "repo/checkout_sync.h"
#include "repo/owned_lock.h"

namespace sage {
namespace {

/// Whether any process that this user may look at has the file open.
bool is_open_somewhere(const struct stat& file) {
  std::error_code gone;
  for (const auto& process : fs::directory_iterator("/proc", gone))
    for (fs::directory_iterator fd(process.path() / "fd", gone), end; !gone && fd != end;
         fd.increment(gone)) {
      struct stat open {};
      if (::stat(fd->path().c_str(), &open) == 0 && open.st_ino == file.st_ino &&
          open.st_dev == file.st_dev)
        return true;
    }
  return false;
}

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef\n") == text.npos;
}

bool add_lines(const fs::path& file, const std::vector<std::string>& lines) {
  std::string text = read_file(file).value_or("");
  const std::string before = text;
  for (const std::string& line : lines) {
    if (("\n" + text + "\n").find("\n" + line + "\n") != std::string::npos) continue;
    if (!text.empty() && text.back() != '\n') text += '\n';
    text += line + "\n";
  }
  if (text == before) return false;
  make_folders(file.parent_path());
  replace_file(file, text);
  return true;
}

}  // namespace

/// Where the index is a link, git locks what it leads to.
fs::path index_lock_of(const Repository& repository) {
  std::error_code missing;
  const fs::path file = repository.git_dir() / "index", real = fs::canonical(file, missing);
  return (missing ? file : real).native() + ".lock";
}

bool remove_dead_checkout_lock(const Repository& repository) {
  const fs::path file = index_lock_of(repository);
  if (!is_left_by_the_dead(file)) return false;
  return fs::remove(file);
}

namespace {

/// `is_ours`: of its content.
template <class IsOurs>
bool remove_dead_lock_file(const fs::path& file, IsOurs is_ours) {
  const FileStamp stamp = stamp_of(file);
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  if (!is_ours(read_file(file).value_or("?")) || is_open_somewhere(status)) return false;
  return stamp_of(file) == stamp && fs::remove(file);
}

/// A ref's lock holds nothing yet, or the id that the ref is to get; where the power was lost
/// before its content was on the disk, zero bytes.
constexpr std::size_t most_in_lock = 41;

bool is_unwritten(const std::string& text) {
  return text.size() <= most_in_lock && text.find_first_not_of('\0') == text.npos;
}

bool remove_dead_id_lock(const fs::path& file) {
  return remove_dead_lock_file(file, [](const std::string& text) {
    return is_unwritten(text) || (text.size() <= most_in_lock && is_hex(text));
  });
}

}  // namespace

bool remove_dead_ref_lock(const Repository& repository, const std::string& ref,
                          const ObjectId& set_to, bool is_set) {
  const fs::path lock = repository.common_dir() / (ref + ".lock");
  return remove_dead_lock_file(lock, [&](const std::string& text) {
    return trimmed(text) == set_to.hex() || (!is_set && is_unwritten(text));
  });
}

int remove_dead_result_locks(const Repository& repository) {
  std::vector<fs::path> locks;
  std::error_code absent;
  const fs::path ours = repository.common_dir() / "refs" / "sage";  // results and candidates
  for (const auto& entry : fs::recursive_directory_iterator(ours, absent))
    if (entry.path().extension() == ".lock") locks.push_back(entry.path());
  const fs::path packed = repository.common_dir() / "packed-refs.lock";
  const bool was_packing = is_left_by_the_dead(packed) && fs::remove(packed);
  return static_cast<int>(std::ranges::count_if(locks, remove_dead_id_lock)) + was_packing;
}

bool add_excludes(const Repository& repository, const std::vector<std::string>& lines) {
  return add_lines(repository.common_dir() / "info" / "exclude", lines);
}

bool add_attributes(const Repository& repository, const std::vector<std::string>& lines) {
  return add_lines(repository.common_dir() / "info" / "attributes", lines);
}

}  // namespace sage
