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
/// prepare in a mount namespace of this process's own, for as long as the workspace lives. In the
/// slot's folder lies, beside those of every warm folder,
///
///   overlay/   upper/: what is not as in the layer; a folder of the kernel's own beside it
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
  fs::path parts() const { return slot() / "overlay"; }

  OverlayLayers layers_;
  UniqueFd parts_, upper_;  ///< open below their covers, while it is mounted
  std::unique_ptr<Overlay> overlay_;
};

}  // namespace sage
