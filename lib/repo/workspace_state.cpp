#include "repo/workspace_state.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

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

std::optional<WorkspaceState> WorkspaceState::read(const fs::path& folder) try {
  const auto saved = read_saved(folder);
  if (!saved || saved->version != current_version) return {};
  WorkspaceState state(folder);
  if (saved->begun.empty() && saved->index != checksum(state.index_file())) return {};
  if (auto index = read_file(state.index_file())) state.entries_ = IndexEntries(std::move(*index));
  state.tree_ = saved->tree;
  state.begun_ = saved->begun;
  state.has_layer_ = !state.layer().empty();
  state.read_settled();
  return state;
} catch (const Error&) {
  return {};
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
  entries_.put(entry);
  index_text_.clear();
  if (has_layer_) since_layer_.emplace(entry.path);
  changed_ = true;
}

void WorkspaceState::drop(const std::string& path) {
  if (!entries_.drop(path)) return;
  index_text_.clear();
  if (has_layer_) since_layer_.insert(path);
  changed_ = true;
}

void WorkspaceState::finish(const ObjectId& tree) {
  if (changed_ || !fs::exists(index_file())) {
    if (begun_.empty()) mark_begun(tree);
    write("index", has_layer_ ? own_entries().file() : index_text());
  } else if (tree == tree_ && begun_.empty()) {
    return;
  }
  changed_ = false;
  tree_ = tree;
  begun_.clear();
  save();
  read_settled();
}

const std::string& WorkspaceState::index_text() {
  if (index_text_.empty()) index_text_ = entries_.file();
  return index_text_;
}

IndexEntries WorkspaceState::own_entries() const {
  IndexEntries own;
  for (const std::string& path : since_layer_) {
    git_index_entry absent{};
    absent.path = path.c_str();
    const git_index_entry* entry = entries_.find(path);
    own.put(entry ? *entry : absent);
  }
  return own;
}

void WorkspaceState::save() const {
  const Saved saved{current_version, tree_, begun_, checksum(index_file())};
  write("state.json", pretty(to_json(saved)));
}

/// Replaces a file in one step, without the cost of syncing it.
void WorkspaceState::write(const char* name, std::string_view text) const {
  const UniqueFd folder{::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder) throw system_error(format("cannot open {}", folder_.native()), errno);
  const std::string fresh = format("{}.new", name);
  ::unlinkat(folder.get(), fresh.c_str(), 0);
  beneath::write_new(folder.get(), fresh, text, 0644);
  fs::rename(folder_ / fresh, folder_ / name);
}

/// The index was written after all files it tells of: like git, we trust a file that is older.
void WorkspaceState::read_settled() {
  struct stat status {};
  const bool there = ::stat(index_file().c_str(), &status) == 0;
  settled_ns_ = there ? nanoseconds(status.st_mtim) - tick_ns : 0;
}

std::string WorkspaceState::set_up() const {
  return read_file(folder_ / "set_up", 1 << 10).value_or("");
}

void WorkspaceState::set_set_up(const std::string& key) {
  if (key.empty())
    fs::remove(folder_ / "set_up");
  else
    write("set_up", key);
}

std::string WorkspaceState::layer() const { return layer_in(folder_); }

std::string WorkspaceState::layer_in(const fs::path& folder) {
  return read_file(folder / "layer", 1 << 10).value_or("");
}

/// The layer is named first: it must not be removed from here on.
void WorkspaceState::begin_with(const std::string& layer, const ObjectId& tree,
                                IndexEntries entries) {
  write("layer", layer);
  entries_ = std::move(entries);
  has_layer_ = true;
  finish(tree);
}

void WorkspaceState::stand_on(IndexEntries layer) {
  const IndexEntries own = std::exchange(entries_, std::move(layer));
  index_text_.clear();
  for (const git_index_entry* entry : own.all()) {
    since_layer_.emplace(entry->path);
    if (entry->mode == 0)
      entries_.drop(entry->path);
    else
      entries_.put(*entry);
  }
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
