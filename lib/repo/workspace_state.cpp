#include "repo/workspace_state.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/json.h"

namespace sage {
namespace {

struct Saved {
  int version = 0;
  ObjectId tree;
  std::vector<ObjectId> begun;
  std::string index;  ///< the checksum at its end, in hex
};
BOOST_DESCRIBE_STRUCT(Saved, (), (version, tree, begun, index))

constexpr int current_version = 1;
// A tick of the clock that file systems stamp with is 1 to 10 ms.
constexpr std::int64_t tick_ns = 10'000'000;

std::string checksum(const fs::path& index_file) {
  std::string hex;
  for (const char byte : read_tail(index_file, 20))
    hex += format("{:02x}", static_cast<unsigned char>(byte));
  return hex;
}

std::optional<Saved> read_saved(const fs::path& folder) {
  const fs::path file = folder / "state.json";
  const auto text = read_file(file, 1 << 16);
  if (!text) return {};
  Saved saved;
  from_json(parse_json(*text, file.native()), saved, "state");
  return saved;
}

std::int64_t nanoseconds(const struct timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

git_index_time index_time(const struct timespec& time) {
  return {static_cast<std::int32_t>(time.tv_sec), static_cast<std::uint32_t>(time.tv_nsec)};
}

bool same_time(const git_index_time& a, const struct timespec& b) {
  const git_index_time other = index_time(b);
  return a.seconds == other.seconds && a.nanoseconds == other.nanoseconds;
}

mode_t kind_and_x_bit(const struct stat& status) {
  if (S_ISREG(status.st_mode)) return S_IFREG | (status.st_mode & S_IXUSR ? 0755 : 0644);
  return status.st_mode & S_IFMT;
}

}  // namespace

bool WorkspaceState::is_sound(const fs::path& folder) try {
  const auto saved = read_saved(folder);
  if (!saved || saved->version != current_version) return false;
  if (saved->begun.empty() && saved->index != checksum(folder / "index")) return false;
  const WorkspaceState readable(folder);
  return true;
} catch (const Error&) {
  return false;
}

WorkspaceState::WorkspaceState(fs::path folder) : folder_(std::move(folder)) {
  fs::remove(folder_ / "index.lock");  // of a process that died while it wrote
  index_ = make<Index>("read the index of a workspace", git_index_open, index_file().c_str());
  const Saved saved = read_saved(folder_).value_or(Saved{});
  tree_ = saved.tree;
  begun_ = saved.begun;
  read_settled();
}

void WorkspaceState::begin(const ObjectId& tree) {
  if (tree == tree_) return;  // whatever differs from it differs from the index
  mark_begun(tree);
}

void WorkspaceState::mark_begun(const ObjectId& tree) {
  if (std::ranges::find(begun_, tree) == begun_.end()) begun_.push_back(tree);
  save();
}

void WorkspaceState::put(const git_index_entry& entry) {
  check(git_index_add(index_.get(), &entry), "note what a workspace holds");
  changed_ = true;
}

void WorkspaceState::drop(const std::string& path) {
  if (git_index_remove(index_.get(), path.c_str(), 0) == 0) changed_ = true;
}

void WorkspaceState::finish(const ObjectId& tree) {
  if (changed_ || !fs::exists(index_file())) {
    if (begun_.empty()) mark_begun(tree);
    check(git_index_write(index_.get()), "write the index of a workspace");
  } else if (tree == tree_ && begun_.empty()) {
    return;
  }
  changed_ = false;
  tree_ = tree;
  begun_.clear();
  save();
  read_settled();
}

/// Replaces state.json in one step, without the cost of syncing it.
void WorkspaceState::save() const {
  const Saved saved{current_version, tree_, begun_, checksum(index_file())};
  const UniqueFd folder{::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder) throw system_error(format("cannot open {}", folder_.native()), errno);
  ::unlinkat(folder.get(), "state.new", 0);
  beneath::write_new(folder.get(), "state.new", pretty(to_json(saved)), 0644);
  fs::rename(folder_ / "state.new", folder_ / "state.json");
}

/// The index was written after all files it tells of: like git, we trust a file that is older.
void WorkspaceState::read_settled() {
  struct stat status {};
  const bool there = ::stat(index_file().c_str(), &status) == 0;
  settled_ns_ = there ? nanoseconds(status.st_mtim) - tick_ns : 0;
}

const git_index_entry* WorkspaceState::find(const std::string& path) const {
  return git_index_get_bypath(index_.get(), path.c_str(), 0);
}

bool WorkspaceState::holds_below(const std::string& folder) const {
  return git_index_find_prefix(nullptr, index_.get(), (folder + "/").c_str()) == 0;
}

std::vector<const git_index_entry*> WorkspaceState::entries() const {
  std::vector<const git_index_entry*> out(git_index_entrycount(index_.get()));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = git_index_get_byindex(index_.get(), i);
  return out;
}

std::string WorkspaceState::set_up() const {
  return read_file(folder_ / "set_up", 1 << 10).value_or("");
}

void WorkspaceState::set_set_up(const std::string& key) {
  fs::remove(folder_ / "set_up");
  if (key.empty()) return;
  const UniqueFd folder{::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder) throw system_error(format("cannot open {}", folder_.native()), errno);
  beneath::write_new(folder.get(), "set_up", key, 0644);
}

git_index_entry index_entry(const TreeEntry& entry, const struct stat& status) {
  git_index_entry out{};
  out.ctime = index_time(status.st_ctim);
  out.mtime = index_time(status.st_mtim);
  out.dev = static_cast<std::uint32_t>(status.st_dev);
  out.ino = static_cast<std::uint32_t>(status.st_ino);
  out.mode = static_cast<std::uint32_t>(entry.mode);
  out.uid = status.st_uid;
  out.gid = status.st_gid;
  out.file_size = static_cast<std::uint32_t>(status.st_size);
  out.id = to_git(entry.id);
  return out;
}

TreeEntry tree_entry(const git_index_entry& entry) {
  return {static_cast<Mode>(entry.mode), from_git(entry.id)};
}

bool is_untouched(const git_index_entry& entry, const struct stat& status,
                  std::int64_t settled_ns) {
  return kind_and_x_bit(status) == entry.mode && same_time(entry.mtime, status.st_mtim) &&
         same_time(entry.ctime, status.st_ctim) &&
         entry.ino == static_cast<std::uint32_t>(status.st_ino) &&
         entry.file_size == static_cast<std::uint32_t>(status.st_size) &&
         nanoseconds(status.st_mtim) < settled_ns && nanoseconds(status.st_ctim) < settled_ns;
}

}  // namespace sage
