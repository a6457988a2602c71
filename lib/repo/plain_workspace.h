#pragma once

#include "os/file_lock.h"
#include "repo/warm_workspace.h"

namespace sage {

/// The backend for everywhere: the folder is one, and is looked through to find what differs.
class PlainWorkspace final : public WarmWorkspace {
 public:
  /// A state that cannot be understood, or is an overlay's, is made anew.
  PlainWorkspace(const Repository& repository, fs::path slot, FileLock lock);

 private:
  UniqueFd enter(const ObjectId& wanted) override;
  UniqueFd as_left() const override;
  Scan scan(int tree, bool mend) const override;
};

}  // namespace sage
