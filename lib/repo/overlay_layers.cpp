// Layers.
//
// A layer is a function of a tree and of what converts files outside of trees, and is never
// written to, so slots of different ages stand on the same one. What differs between a layer and
// the commit that a ticket begins at is in the slot's own upper folder, put there as into any warm
// folder: a file that changed since the slot's last ticket must be newer than what that ticket
// built from it, or make(1) takes stale output for fresh. A layer per landing, shared by all slots,
// could not be that for all of them, and the deeper the stack, the slower each look-up in it.
//
// A layer is made under a name that counts for nothing, then renamed. It is not synced: that
// would take longer than making it. So when the machine was started anew since, each file's stat
// is compared with the layer's index once; one that lost its content in a power cut has another
// size. Files are dated two seconds back, so that to git no edit can look as old as they are.

#include "repo/overlay_layers.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <set>

#include "base/digest.h"
#include "os/file_lock.h"
#include "os/overlay.h"
#include "repo/tree.h"
#include "repo/workspace_fill.h"

namespace sage {
namespace {

constexpr const char* lock_name = "lock";
constexpr const char* unfinished = "new";
constexpr std::size_t hex_digits = 40;
constexpr std::size_t candidates = 4;
constexpr std::time_t backdated_seconds = 2;

std::string this_boot() { return read_file("/proc/sys/kernel/random/boot_id").value_or(""); }

std::string conversions_of(const Repository& repository) {
  return sha256_hex(conversions_outside_of_trees(repository)).substr(0, 12);
}

std::string layer_name(const ObjectId& tree, const std::string& conversions) {
  return format("{}-{}", tree.hex(), conversions);
}

/// A slot can take in so many changes at less than a new layer costs.
std::size_t worth_a_layer(std::size_t files) { return std::max<std::size_t>(1'000, files / 8); }

UniqueFd open_folder(const fs::path& folder) {
  UniqueFd fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!fd) throw system_error(format("cannot open {}", escaped(folder.native())), errno);
  return fd;
}

/// Throws Error if there are none that can be understood.
IndexEntries read_entries(const fs::path& layer) {
  return IndexEntries(read_file(layer / "index").value_or(""));
}

bool is_whole(const fs::path& layer) {
  const IndexEntries entries = read_entries(layer);
  const UniqueFd files = open_folder(layer / "tree");
  constexpr auto ever = std::numeric_limits<std::int64_t>::max();
  return std::ranges::all_of(entries.all(), [&](const git_index_entry* entry) {
    struct stat status {};
    if (::fstatat(files.get(), entry->path, &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
    if (tree_entry(*entry).mode == Mode::gitlink) return S_ISDIR(status.st_mode);
    return is_untouched(*entry, status, ever);
  });
}

/// Makes a layer in an empty folder.
class LayerMaker {
 public:
  LayerMaker(const Repository& repository, const fs::path& layer)
      : repository_(repository), layer_(layer), files_(layer / "tree") {
    fs::create_directory(layer_);
    fs::create_directory(files_);
    tree_ = open_folder(files_);
  }

  void make(const ObjectId& tree) {
    const std::time_t date = std::time(nullptr) - backdated_seconds;
    WorkspaceState state(layer_);
    WorkspaceRules rules(repository_, files_);
    std::vector<Placement> work;
    for (const PathChange& change : diff_trees(repository_, repository_.tree_of({}), tree))
      work.push_back({change.path, change.after});
    put_in_place(tree_.get(), files_, repository_, state, rules, std::move(work));
    for (const auto* entry : state.entries()) state.put(backdated(*entry, date));
    state.finish(tree);
    beneath::write_new(open_folder(layer_).get(), "boot", this_boot(), 0644);
  }

 private:
  git_index_entry backdated(const git_index_entry& entry, std::time_t date) const {
    const timespec times[] = {{0, UTIME_OMIT}, {date, 0}};
    struct stat status {};
    if (::utimensat(tree_.get(), entry.path, times, AT_SYMLINK_NOFOLLOW) != 0 ||
        ::fstatat(tree_.get(), entry.path, &status, AT_SYMLINK_NOFOLLOW) != 0)
      throw system_error(format("cannot date {}", excerpt(entry.path, 1000)), errno);
    git_index_entry out = index_entry(tree_entry(entry), status);
    out.path = entry.path;
    return out;
  }

  const Repository& repository_;
  fs::path layer_, files_;
  UniqueFd tree_;
};

/// The layers whose files are converted that way, newest first.
std::vector<std::string> names_of_layers(const fs::path& folder, const std::string& conversions) {
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().native().ends_with("-" + conversions))
      found.emplace_back(entry.last_write_time(), entry.path().filename());
  std::ranges::sort(found, std::greater());
  std::vector<std::string> names;
  names.reserve(found.size());
  for (auto& [time, name] : found) names.push_back(std::move(name));
  return names;
}

ObjectId tree_in(const std::string& name) {
  return ObjectId::parse(name.substr(0, hex_digits)).value_or(ObjectId{});
}

/// How far a layer is from a tree. One whose tree was collected as garbage is too far.
std::size_t changes_between(const Repository& repository, const ObjectId& layer,
                            const ObjectId& tree) try {
  return layer == tree ? 0 : diff_trees(repository, layer, tree).size();
} catch (const Error&) {
  return std::numeric_limits<std::size_t>::max();
}

std::set<std::string> layers_in_use(const fs::path& root) {
  std::set<std::string> used;
  for (const fs::path& slots : {root, root / "gate"}) {
    std::error_code none;
    for (const auto& slot : fs::directory_iterator(slots, none))
      used.insert(WorkspaceState::layer_in(slot.path() / "state"));
  }
  return used;
}

/// The gate's slots lie below those of agents.
fs::path shared_root(const fs::path& root) {
  return root.filename() == "gate" ? root.parent_path() : root;
}

void remove_all_but(const fs::path& folder, const std::set<std::string>& kept) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_directory() && !kept.contains(entry.path().filename())) remove_tree(entry.path());
}

}  // namespace

OverlayLayers::OverlayLayers(fs::path folder) : folder_(std::move(folder)) {
  make_folders(folder_);
  fd_ = open_covered(folder_);
  opened_ = path_of(fd_);
}

void OverlayLayers::choose(const Repository& repository, const ObjectId& tree,
                           const std::function<void(const std::string& name)>& take) const {
  const FileLock lock = FileLock::acquire(opened_ / lock_name);
  const std::string conversions = conversions_of(repository);
  std::string best;
  std::size_t changes = std::numeric_limits<std::size_t>::max();
  std::vector<std::string> names = names_of_layers(opened_, conversions);
  names.resize(std::min(names.size(), candidates));
  if (fs::exists(at(layer_name(tree, conversions)))) names = {layer_name(tree, conversions)};
  for (const std::string& name : names) {
    const std::size_t distance = changes_between(repository, tree_in(name), tree);
    if (distance < changes && is_sound(repository, name)) best = name, changes = distance;
  }
  if (best.empty() || changes > worth_a_layer(entries_of(best).all().size())) {
    best = layer_name(tree, conversions);
    remove_all_but(opened_, layers_in_use(folder_.parent_path()));
    LayerMaker(repository, at(unfinished)).make(tree);
    remove_tree(at(best));
    fs::rename(at(unfinished), at(best));
  }
  take(best);
}

IndexEntries OverlayLayers::entries_of(const std::string& name) const {
  return read_entries(at(name));
}

bool OverlayLayers::is_sound(const Repository& repository, const std::string& name) const try {
  if (!name.ends_with("-" + conversions_of(repository))) return false;
  const fs::path boot = at(name) / "boot";
  const auto known = read_file(boot);
  if (known == this_boot()) return true;
  if (!known || !is_whole(at(name))) return false;
  replace_file(boot, this_boot());
  return true;
} catch (const Error&) {
  return false;
}

bool OverlayLayers::is_trusted(const std::string& name) const {
  return read_file(at(name) / "boot") == this_boot();
}

void OverlayLayers::distrust(const std::string& name) const {
  replace_file(at(name) / "boot", "distrusted");
}

ObjectId OverlayLayers::tree_of(const std::string& name) const { return tree_in(name); }

void OverlayLayers::cover() const { sage::cover(folder_); }
void OverlayLayers::uncover() const { sage::uncover(folder_); }
bool OverlayLayers::cover_is_gone() const { return sage::cover_is_gone(folder_); }

fs::path layers_folder(const fs::path& root) { return shared_root(root) / "layers"; }
fs::path uppers_folder(const fs::path& root) { return shared_root(root) / "uppers"; }

fs::path upper_parts(const fs::path& slot) {
  const fs::path root = slot.parent_path();
  const bool is_of_gate = shared_root(root) != root;
  return uppers_folder(root) / ((is_of_gate ? "gate-" : "") + slot.filename().native());
}

void remove_unused_layers(const fs::path& root) {
  const fs::path folder = layers_folder(root);
  if (!fs::exists(folder)) return;
  const FileLock lock = FileLock::acquire(folder / lock_name);
  remove_all_but(folder, layers_in_use(folder.parent_path()));
}

}  // namespace sage
