#pragma once

#include <memory>
#include <optional>

#include "os/file_lock.h"
#include "os/overlay.h"
#include "repo/overlay_layers.h"
#include "repo/warm_workspace.h"

namespace sage {

/// The backend that costs what changes, whatever the size of the repository: the folder is an
/// overlay of a layer (overlay_layers.h) and of what this slot has besides. Mounted by the first
/// prepare in a mount namespace of this process's own, for as long as the workspace lives. What is
/// not as in the layer lies in `upper/` of the slot's own folder among all slots' (uppers_folder),
/// a folder of the kernel's own beside it.
class OverlayWorkspace final : public WarmWorkspace {
 public:
  /// A state that cannot be understood, or is no overlay's, is made anew. Precondition: this
  /// process has entered its mount namespace (what was opened before cannot be mounted).
  OverlayWorkspace(const Repository& repository, const fs::path& slot, FileLock lock);
  OverlayWorkspace(const OverlayWorkspace&) = delete;
  OverlayWorkspace& operator=(const OverlayWorkspace&) = delete;
  ~OverlayWorkspace() override;

 private:
  UniqueFd enter(const ObjectId& wanted) override;
  UniqueFd as_left() const override;
  Scan scan(int tree, bool mend) const override;
  void make_anew() override;

  bool can_go_on() const;
  bool has_drifted() const;
  void stand_on_a_layer(const ObjectId& wanted);
  void mount();
  void unmount();
  void make_parts();
  void cover_all() const;
  bool is_open_to_others() const;
  fs::path parts() const;

  OverlayLayers layers_;
  fs::path uppers_folder_;
  UniqueFd uppers_;         ///< open below its cover
  UniqueFd parts_, upper_;  ///< while it is mounted
  std::unique_ptr<Overlay> overlay_;
};

}  // namespace sage
