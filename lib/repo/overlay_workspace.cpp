// A workspace as an overlay.
//
// What the agent finds is a folder like any other, and it is put right like any other, through the
// mount: so files get the times, and git's index the stat data, that they would get in a plain one,
// and the kernel alone writes the upper folder. The gain is in what need not be done. A new slot is
// mounted instead of filled; and to see what an agent changed, only what is named in the upper
// folder is looked at, and what the slot itself has put there: of that, deleting leaves no trace.
//
// What is mounted is verified before it is read. An agent with root's rights can unmount the
// overlay, or mount something on it; what it then writes is not in the upper folder. Such a
// workspace gives nothing, and is made anew.
//
// The layers and the upper folders of all slots are covered: who works in an overlay cannot reach
// what it or another one is made of. Cost: prepare and collect, what changed since the last ticket,
// and writing the index.

#include "repo/overlay_workspace.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "repo/overlay_upper.h"

namespace sage {
namespace {

/// Says that the slot is in use, so that whoever finds it free knows how its owner ended.
constexpr const char* open_mark = "open";

bool is_empty(const UniqueFd& folder) {
  bool empty = true;
  beneath::each_entry(folder.get(), [&](auto...) { empty = false; });
  return empty;
}

}  // namespace

OverlayWorkspace::OverlayWorkspace(const Repository& repository, const fs::path& slot,
                                   FileLock lock)
    : WarmWorkspace(repository, slot, std::move(lock)),
      layers_(layers_folder(slot.parent_path())),
      uppers_folder_(uppers_folder(slot.parent_path())) {
  unmount_all(slot);
  unmount_all(folder());  // of one who shared this namespace, and was killed
  make_folders(uppers_folder_);
  uppers_ = open_covered(uppers_folder_);
  state_ = WorkspaceState::read(state_folder());
  if (!can_go_on()) make_anew();
}

fs::path OverlayWorkspace::parts() const {
  return path_of(uppers_) / upper_parts(slot()).filename();
}

OverlayWorkspace::~OverlayWorkspace() {
  unmount();
  std::error_code ignored;
  fs::remove(state_folder() / open_mark, ignored);
}

/// Processes that a killed owner left behind may be out of sight, and still write to the upper
/// folder: then it is not used again.
bool OverlayWorkspace::can_go_on() const {
  if (!state_) return false;
  const std::string layer = state_->layer();
  const bool was_closed = !fs::exists(state_folder() / open_mark);
  return !layer.empty() && fs::exists(parts() / "upper") &&
         (was_closed || !is_in_user_namespace()) && layers_.is_sound(repository(), layer);
}

void OverlayWorkspace::make_anew() {
  unmount();
  unmount_all(slot());
  WarmWorkspace::make_anew();
  make_parts();
}

void OverlayWorkspace::make_parts() {
  remove_tree(parts());
  fs::create_directories(parts() / "upper");
}

/// So much is in the upper folder that looking through it costs more than it saves.
bool OverlayWorkspace::has_drifted() const {
  return state_->since_layer().size() > std::max<std::size_t>(1'000, state_->entries().size() / 8);
}

UniqueFd OverlayWorkspace::enter(const ObjectId& wanted) {
  if (overlay_) {
    UniqueFd tree = as_left();
    cover_all();  // another workspace of this process may have uncovered them
    return has_drifted() || !layers_.is_trusted(state_->layer()) ? UniqueFd() : std::move(tree);
  }
  stand_on_a_layer(wanted);
  const UniqueFd place = open_folder(folder());
  if (has_drifted() || !place || !is_empty(place)) return {};
  mount();
  return open_folder(folder());
}

void OverlayWorkspace::stand_on_a_layer(const ObjectId& wanted) {
  if (const std::string layer = state_->layer(); !layer.empty())
    return state_->stand_on(layers_.entries_of(layer));
  layers_.choose(repository(), wanted, [&](const std::string& name) {
    state_->begin_with(name, layers_.tree_of(name), layers_.entries_of(name));
  });
}

void OverlayWorkspace::mount() {
  const std::string layer = state_->layer();
  std::ofstream(state_folder() / open_mark).flush();
  remove_tree(parts() / "work");
  fs::create_directory(parts() / "work");
  parts_ = open_folder(parts());
  upper_ = open_folder(parts() / "upper");
  cover_all();
  overlay_ = std::make_unique<Overlay>(Overlay::Folders{
      layers_.files_of(layer), path_of(parts_) / "upper", path_of(parts_) / "work", folder()});
}

void OverlayWorkspace::unmount() {
  overlay_.reset();
  upper_.reset();
  parts_.reset();
  uncover(uppers_folder_);
  layers_.uncover();
}

void OverlayWorkspace::cover_all() const {
  layers_.cover();
  cover(uppers_folder_);
}

/// Whoever took a cover away may have written to what lies below: to this upper folder, to another
/// slot's, or to the layer, which is not believed any more.
bool OverlayWorkspace::is_open_to_others() const {
  if (!layers_.cover_is_gone() && !cover_is_gone(uppers_folder_)) return false;
  layers_.distrust(state_->layer());
  return true;
}

/// Whoever removes a folder that is mounted is left with an empty one.
UniqueFd OverlayWorkspace::as_left() const {
  struct stat upper {};
  if (!overlay_ || !overlay_->is_whole() || is_open_to_others() ||
      ::fstat(upper_.get(), &upper) != 0 || upper.st_nlink == 0)
    return {};
  UniqueFd tree = open_folder(folder());
  const bool may_be_empty = tree && !beneath::look(tree.get(), ".git");
  return may_be_empty && is_empty(tree) ? UniqueFd() : std::move(tree);
}

Scan OverlayWorkspace::scan(int tree, bool mend) const {
  std::vector<std::string> paths = paths_in_upper(upper_.get(), *state_);
  paths.insert(paths.end(), state_->since_layer().begin(), state_->since_layer().end());
  return scan_paths(tree, *state_, mend, paths);
}

}  // namespace sage
