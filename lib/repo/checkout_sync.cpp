// Bringing a checkout along is three steps under index.lock: find what the user edited, bring the
// other files to the new state, put an index in place that says so. Each step can be repeated: a
// file or an entry that has the new state already counts as unedited and stays.

#include "repo/checkout_sync.h"

#include <algorithm>
#include <set>

#include "repo/checkout_files.h"
#include "repo/checkout_index.h"
#include "repo/owned_lock.h"

namespace sage {
namespace {

bool same(const struct stat& a, const struct stat& b) {
  const auto same_time = [](const timespec& x, const timespec& y) {
    return x.tv_sec == y.tv_sec && x.tv_nsec == y.tv_nsec;
  };
  return a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_mode == b.st_mode &&
         a.st_size == b.st_size && same_time(a.st_mtim, b.st_mtim) &&
         same_time(a.st_ctim, b.st_ctim);
}

bool is_file(const std::optional<struct stat>& status) {
  return status && !S_ISDIR(status->st_mode);
}

/// A change, and what the disk held when it was judged.
struct Judged {
  const PathChange* change;
  std::optional<struct stat> seen;
  bool edited = false;

  bool adds() const { return change->after.mode != Mode::none; }
  /// Whether the disk still is as it was judged; folders only make room.
  bool still(const std::optional<struct stat>& now) const {
    return is_file(seen) ? now && same(*seen, *now) : !is_file(now);
  }
};

bool is_regular(const TreeEntry& entry) {
  return entry.mode == Mode::file || entry.mode == Mode::executable;
}

/// Both halves of a checkout, and the judgement of changes against them.
class Checkout {
 public:
  Checkout(const Repository& repository, KnownIndex& known) : files_(repository), index_(known) {}

  std::vector<Judged> judge(const std::vector<PathChange>& changes) {
    std::vector<Judged> judged;
    judged.reserve(changes.size());
    for (const PathChange& change : changes) judged.push_back(judge_alone(change));
    std::set<std::string_view> leaving;
    for (const Judged& one : judged)
      if (!one.edited && !one.adds()) leaving.insert(one.change->path);
    for (Judged& one : judged) one.edited = one.edited || (one.adds() && has_no_room(one, leaving));
    return judged;
  }

  void apply(std::vector<Judged>& judged) {
    for (auto one = judged.rbegin(); one != judged.rend(); ++one)
      if (!one->edited && !one->adds()) remove(*one);
    const auto rules_end = std::stable_partition(
        judged.begin(), judged.end(),
        [](const Judged& one) { return one.change->path.ends_with(".gitattributes"); });
    std::for_each(judged.begin(), rules_end, [&](Judged& one) { write(one); });
    std::for_each(rules_end, judged.end(), [&](Judged& one) { write(one); });
    files_.sync();
  }

  TreeEntry staged(const std::string& path) const { return index_.staged(path); }

  /// Gives the index its new entry and leaves the file alone; false if the old one was staged.
  bool enter(const PathChange& change) {
    if (!index_holds_either(change)) return false;
    if (change.after.mode == Mode::none)
      index_.remove(change.path);
    else
      index_.set(change.path, change.after, {});
    return true;
  }

  void publish() {
    index_.publish([&](const std::string& path, const TreeEntry& entry) {
      return files_.holds(path, files_.look(path), entry);
    });
  }

 private:
  bool index_holds_either(const PathChange& change) const {
    return index_.holds(change.path, change.before) || index_.holds(change.path, change.after);
  }

  Judged judge_alone(const PathChange& change) {
    const auto& [path, before, after] = change;
    if (!is_safe_path(path)) return {&change, {}, true};
    const auto seen = files_.look(path);
    if (!index_holds_either(change)) return {&change, seen, true};
    if (!seen && index_.is_skipped(path)) return {&change, seen, false};
    if ((is_regular(before) || is_regular(after)) && files_.needs_program(path))
      return {&change, seen, !may_go(path, seen, after)};
    return {&change, seen, !(files_.holds(path, seen, after) || is_as_before(change, seen))};
  }

  /// What a file holds that needs a program cannot be told, but that git knows it as it is can.
  bool may_go(const std::string& path, const std::optional<struct stat>& seen,
              const TreeEntry& after) const {
    return after.mode == Mode::none && (!seen || index_.is_untouched(path, *seen));
  }

  /// Files come before the index: if that is further, somebody put the old file back.
  bool is_as_before(const PathChange& change, const std::optional<struct stat>& seen) {
    return index_.holds(change.path, change.before) &&
           files_.holds(change.path, seen, change.before);
  }

  /// Whether something that does not leave by these changes is in the way of a new file.
  bool has_no_room(const Judged& one, const std::set<std::string_view>& leaving) const {
    const std::string& path = one.change->path;
    const auto stays = [&](const std::string& other) { return !leaving.contains(other); };
    if (std::ranges::any_of(index_.in_the_way_of(path), stays)) return true;
    const std::string obstacle = files_.obstacle(path);
    if (!obstacle.empty()) return stays(obstacle);
    if (!one.seen || !S_ISDIR(one.seen->st_mode) || one.change->after.mode == Mode::gitlink)
      return false;
    return std::ranges::any_of(files_.files_below(path), stays);
  }

  void remove(Judged& one) {
    const std::string& path = one.change->path;
    const auto now = files_.look(path);
    one.edited = !one.still(now);
    if (one.edited) return;
    if (now) files_.remove(path, one.change->before);
    index_.remove(path);
  }

  void write(Judged& one) {
    if (one.edited || !one.adds()) return;
    const auto& [path, before, after] = *one.change;
    const auto now = files_.look(path);
    if (!now && index_.is_skipped(path)) return index_.set(path, after, {});
    const auto unchanged = [&] { return one.still(files_.look(one.change->path)); };
    one.edited = !one.still(now) || (!(is_file(now) && files_.holds(path, now, after)) &&
                                     !files_.write(path, after, unchanged));
    if (!one.edited) index_.set(path, after, files_.look(path));
  }

  CheckoutFiles files_;
  CheckoutIndex index_;
};

std::vector<std::string> edited_of(const std::vector<Judged>& judged) {
  std::vector<std::string> paths;
  for (const Judged& one : judged)
    if (one.edited) paths.push_back(one.change->path);
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

class CheckoutLock::State {
 public:
  State(const Repository& repository, OwnedLock lock, std::shared_ptr<KnownIndex> known)
      : lock_(std::move(lock)), repository_(repository), known_(std::move(known)) {}

  /// Looked at once: nobody else may change the index meanwhile.
  Checkout& checkout() {
    if (!checkout_) checkout_ = std::make_unique<Checkout>(repository_, *known_);
    return *checkout_;
  }
  /// To change it, which may be done once.
  std::unique_ptr<Checkout> take_checkout() {
    checkout();
    return std::move(checkout_);
  }

 private:
  OwnedLock lock_;  // first, so that it is let go of last
  const Repository& repository_;
  std::shared_ptr<KnownIndex> known_;
  std::unique_ptr<Checkout> checkout_;
};

CheckoutLock::CheckoutLock(std::unique_ptr<State> state) : state_(std::move(state)) {}
CheckoutLock::CheckoutLock(CheckoutLock&&) noexcept = default;
CheckoutLock::~CheckoutLock() = default;

std::optional<CheckoutLock> CheckoutLock::try_take(const Repository& repository,
                                                   CheckoutMemory& memory) {
  auto lock = OwnedLock::try_take(index_lock_of(repository), "bring the checkout along");
  if (!lock) return {};
  if (!memory.index) memory.index = std::make_shared<KnownIndex>(repository.git_dir() / "index");
  return CheckoutLock(std::make_unique<State>(repository, std::move(*lock), memory.index));
}

TreeEntry CheckoutLock::staged(const std::string& path) const {
  return state_->checkout().staged(path);
}

std::vector<std::string> CheckoutLock::edited(const std::vector<PathChange>& changes) const {
  return edited_of(state_->checkout().judge(changes));
}

std::vector<std::string> CheckoutLock::sync(const std::vector<PathChange>& changes,
                                            const std::vector<std::string>& index_only) {
  const std::set<std::string_view> only(index_only.begin(), index_only.end());
  std::vector<PathChange> whole, entries;
  for (const PathChange& change : changes)
    (only.contains(change.path) ? entries : whole).push_back(change);
  const std::unique_ptr<Checkout> checkout = state_->take_checkout();
  auto judged = checkout->judge(whole);
  checkout->apply(judged);
  std::vector<std::string> left = edited_of(judged);
  for (const PathChange& change : entries)
    if (!checkout->enter(change)) left.push_back(change.path);
  checkout->publish();
  return left;
}

void require_readable_index(const Repository& repository) {
  RawIndex::read(repository.git_dir() / "index");
}

}  // namespace sage
