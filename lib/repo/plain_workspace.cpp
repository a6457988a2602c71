#include "repo/plain_workspace.h"

namespace sage {

PlainWorkspace::PlainWorkspace(const Repository& repository, fs::path slot, FileLock lock)
    : WarmWorkspace(repository, std::move(slot), std::move(lock)) {
  state_ = WorkspaceState::read(state_folder());
  if (!state_ || !state_->layer().empty()) make_anew();
}

UniqueFd PlainWorkspace::enter(const ObjectId&) { return as_left(); }

UniqueFd PlainWorkspace::as_left() const { return open_folder(folder()); }

Scan PlainWorkspace::scan(int tree, bool mend) const { return scan_tree(tree, *state_, mend); }

}  // namespace sage
