// Finding what an agent changed.
//
// Folders are read one by one and each name is looked up among the index entries of that folder:
// a contiguous range, since the index is sorted by path, so a folder is a task of its own
// {path, range} and a large tree is shared by two threads. A file whose stat is what the index
// says is done with one fstatat(2); no path is built for it. Untracked folders are not entered.
// Cost: one openat2, readdir and close per folder, one fstatat per file; 50,000 files in about
// 50 ms on two cores. Where it is known which paths can differ, only these are looked at.

#include "repo/workspace_scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <set>

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
    return work_off();
  }

  Scan run_at(const std::vector<std::string>& paths) {
    std::ranges::fill(seen_, 1);
    for (const std::string& path : paths) look_again(path);
    return work_off();
  }

 private:
  Scan work_off() {
    if (to_read() < worth_two_threads) {
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

  std::size_t to_read() const {
    std::size_t entries = 0;
    for (const Folder& folder : todo_) entries += folder.end - folder.begin;
    return entries;
  }

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
    if (!fd) return could_not_open(path, found);
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

  /// Where there is no such folder any more, what was in it is missing.
  static void could_not_open(const std::string& path, Scan& found) {
    if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) found.unreadable.push_back(path);
  }

  void look_again(const std::string& path) {
    if (is_at_or_below_looked_at(path)) return;
    const auto [above, name] = beneath::split(path);
    const Child child = child_at(path, name);
    if (is_file_as_it_was(child)) return;
    looked_at_.insert(path);
    std::fill(seen_.begin() + static_cast<std::ptrdiff_t>(child.begin),
              seen_.begin() + static_cast<std::ptrdiff_t>(child.end), 0);
    const UniqueFd fd = open(above);
    if (!fd) return could_not_open(above, found_);
    struct stat status {};
    if (::fstatat(fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return;
    const Folder folder{above.empty() ? "" : above + "/", 0, entries_.size()};
    if (holds_rules(name)) check_rules(fd.get(), folder, name.c_str(), found_);
    if (child.begin == child.end)
      found_.extras.push_back({path, status.st_mode & S_IFMT});
    else if (child.is_folder)
      tracked_folder(fd.get(), folder, child, IFTODT(status.st_mode), found_, todo_);
    else
      tracked_file(fd.get(), folder, child, found_);
  }

  /// In one call. It may have led through a link in place of a folder: then that is looked at, too.
  bool is_file_as_it_was(const Child& child) const {
    struct stat status {};
    return child.begin < child.end && !child.is_folder &&
           ::fstatat(tree_, entries_[child.begin]->path, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode) && is_untouched(*entries_[child.begin], status, settled_ns_);
  }

  bool is_at_or_below_looked_at(const std::string& path) const {
    for (std::string at = path; !at.empty(); at = beneath::split(at).folder)
      if (looked_at_.contains(at)) return true;
    return false;
  }

  /// What the index knows at a path.
  Child child_at(const std::string& path, std::string_view name) const {
    const auto position = [&](const std::string& from) {
      const auto at =
          std::ranges::lower_bound(entries_, std::string_view(from), {},
                                   [](const auto* entry) { return std::string_view(entry->path); });
      return static_cast<std::size_t>(at - entries_.begin());
    };
    const std::size_t at = position(path);
    if (at < entries_.size() && entries_[at]->path == path) return {name, at, at + 1, false};
    return {name, position(path + "/"), position(path + "0"), true};  // "0" comes after "/"
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
  const Entries& entries_;
  std::set<std::string> looked_at_;
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

Scan scan_paths(int tree, const WorkspaceState& state, bool mend,
                const std::vector<std::string>& paths) {
  return Scanner(tree, state, mend).run_at(paths);
}

}  // namespace sage
