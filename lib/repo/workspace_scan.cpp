// Finding what an agent changed.
//
// Folders are read one by one and each name is looked up among the index entries of that folder:
// a contiguous range, since the index is sorted by path, so a folder is a task of its own
// {path, range} and a large tree is shared by two threads. A file whose stat is what the index
// says is done with one fstatat(2); no path is built for it. Untracked folders are not entered.
// Cost: one openat2, readdir and close per folder, one fstatat per file; 50,000 files in about
// 50 ms on two cores.

#include "repo/workspace_scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>

namespace sage {
namespace {

using Entries = std::vector<const git_index_entry*>;
constexpr std::size_t worth_two_threads = 2'000;

struct Folder {
  std::string path;  ///< "" or with "/" at the end
  std::size_t begin, end;
};

/// One name in a folder of the index: a file's entry, or the range of a folder.
struct Child {
  std::string_view name;
  std::size_t begin, end;
  bool is_folder;
};

mode_t kind_of(unsigned char type) { return DTTOIF(type); }

class Scanner {
 public:
  Scanner(int tree, const WorkspaceState& state, bool mend)
      : tree_(tree), mend_(mend), settled_ns_(state.settled_ns()), entries_(state.entries()) {
    seen_.resize(entries_.size());
  }

  Scan run() {
    todo_.push_back({"", 0, entries_.size()});
    if (entries_.size() < worth_two_threads) {
      work(found_);
    } else {
      Scan other;
      auto second = std::async(std::launch::async, [&] { work(other); });
      work(found_);
      second.get();
      join(std::move(other));
    }
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (!seen_[i]) found_.missing.push_back(entries_[i]);
    return std::move(found_);
  }

 private:
  void join(Scan other) {
    const auto append = [](auto& to, auto& from) {
      to.insert(to.end(), std::make_move_iterator(from.begin()),
                std::make_move_iterator(from.end()));
    };
    append(found_.suspects, other.suspects);
    append(found_.extras, other.extras);
    append(found_.unreadable, other.unreadable);
    append(found_.odd_rules, other.odd_rules);
  }

  /// Takes folders until none is left and nobody can add one.
  void work(Scan& found) {
    std::vector<Folder> inner;
    for (std::unique_lock lock(mutex_);;) {
      changed_.wait(lock, [&] { return !todo_.empty() || busy_ == 0; });
      if (todo_.empty()) break;
      const Folder folder = std::move(todo_.back());
      todo_.pop_back();
      ++busy_;
      lock.unlock();
      const Leave leave{*this, lock, inner};
      read(folder, found, inner);
    }
  }

  /// Ends a turn of `work`, however it ends.
  struct Leave {
    Scanner& scanner;
    std::unique_lock<std::mutex>& lock;
    std::vector<Folder>& inner;
    ~Leave() {
      lock.lock();
      --scanner.busy_;
      std::ranges::move(inner, std::back_inserter(scanner.todo_));
      inner.clear();
      scanner.changed_.notify_all();
    }
  };

  void read(const Folder& folder, Scan& found, std::vector<Folder>& inner) {
    const std::string path = folder.path.substr(0, folder.path.size() - !folder.path.empty());
    const UniqueFd fd = open(path);
    if (!fd) {
      if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) found.unreadable.push_back(path);
      return;
    }
    const std::vector<Child> children = children_of(folder);
    beneath::each_entry(fd.get(), [&](const char* entry, unsigned char type) {
      const std::string_view name(entry);
      if (folder.path.empty() && name == ".git") return;
      if (holds_rules(name)) check_rules(fd.get(), folder, entry, found);
      const auto child = std::ranges::lower_bound(children, name, {}, &Child::name);
      if (child == children.end() || child->name != name)
        found.extras.push_back({folder.path + entry, kind(fd.get(), entry, type)});
      else if (child->is_folder)
        tracked_folder(fd.get(), folder, *child, type, found, inner);
      else
        tracked_file(fd.get(), folder, *child, found);
    });
  }

  UniqueFd open(const std::string& path) const {
    UniqueFd fd = beneath::open(tree_, path, O_RDONLY | O_DIRECTORY);
    struct stat status {};
    if (!mend_ || (fd && ::fstat(fd.get(), &status) == 0 && (status.st_mode & S_IRWXU) == S_IRWXU))
      return fd;
    beneath::open_up(tree_, path);
    return beneath::open(tree_, path, O_RDONLY | O_DIRECTORY);
  }

  /// The names in a folder of the index, sorted.
  std::vector<Child> children_of(const Folder& folder) const {
    std::vector<Child> children;
    for (std::size_t at = folder.begin; at < folder.end;) {
      const std::string_view rest = std::string_view(entries_[at]->path).substr(folder.path.size());
      const auto slash = rest.find('/');
      std::size_t end = at + 1;
      if (slash != rest.npos) {
        const std::string_view prefix(entries_[at]->path, folder.path.size() + slash + 1);
        const auto after = std::partition_point(
            entries_.begin() + static_cast<std::ptrdiff_t>(at),
            entries_.begin() + static_cast<std::ptrdiff_t>(folder.end),
            [&](const auto* entry) { return std::string_view(entry->path).starts_with(prefix); });
        end = static_cast<std::size_t>(after - entries_.begin());
      }
      children.push_back({rest.substr(0, slash), at, end, slash != rest.npos});
      at = end;
    }
    std::ranges::sort(children, {}, &Child::name);
    return children;
  }

  static mode_t kind(int folder, const char* name, unsigned char type) {
    if (type != DT_UNKNOWN) return kind_of(type);
    struct stat status {};
    ::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW);
    return status.st_mode & S_IFMT;
  }

  static void check_rules(int fd, const Folder& folder, const char* name, Scan& found) {
    struct stat status {};
    if (::fstatat(fd, name, &status, 0) == 0 && !S_ISREG(status.st_mode))
      found.odd_rules.push_back(folder.path + name);
  }

  static void tracked_folder(int fd, const Folder& folder, const Child& child, unsigned char type,
                             Scan& found, std::vector<Folder>& inner) {
    std::string path = folder.path + std::string(child.name);
    const mode_t is = kind(fd, std::string(child.name).c_str(), type);
    if (S_ISDIR(is))
      inner.push_back({path + "/", child.begin, child.end});
    else
      found.extras.push_back({std::move(path), is});
  }

  void tracked_file(int fd, const Folder& folder, const Child& child, Scan& found) {
    const git_index_entry* entry = entries_[child.begin];
    const char* const name = entry->path + folder.path.size();
    struct stat status {};
    if (::fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return;  // just gone: missing
    const bool is_folder = S_ISDIR(status.st_mode);
    const bool is_gitlink = entry->mode == static_cast<std::uint32_t>(Mode::gitlink);
    if (is_folder != is_gitlink) {
      found.extras.push_back({folder.path + name, status.st_mode & S_IFMT});
      return;
    }
    seen_[child.begin] = 1;
    if (is_gitlink ? !is_empty(fd, name) : !is_untouched(*entry, status, settled_ns_))
      found.suspects.push_back(entry);
  }

  static bool is_empty(int folder, const std::string& name) {
    const UniqueFd fd = beneath::open(folder, name, O_RDONLY | O_DIRECTORY);
    bool empty = static_cast<bool>(fd);
    if (fd) beneath::each_entry(fd.get(), [&](auto...) { empty = false; });
    return empty;
  }

  const int tree_;
  const bool mend_;
  const std::int64_t settled_ns_;
  const Entries entries_;
  std::vector<char> seen_;  ///< per entry; each is written by one thread only

  Scan found_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Folder> todo_;
  int busy_ = 0;
};

}  // namespace

bool holds_rules(std::string_view name) { return name == ".gitignore" || name == ".gitattributes"; }

Scan scan_tree(int tree, const WorkspaceState& state, bool mend) {
  return Scanner(tree, state, mend).run();
}

}  // namespace sage
