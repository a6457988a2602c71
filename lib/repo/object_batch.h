#pragma once

#include <vector>

#include "repo/git2_handles.h"
#include "repo/kept_pack.h"

namespace sage {

class ObjectMemory;

/// Objects that become reachable together. While it lives, all that is written through
/// `repository` is held in memory, where it can be read back, until flush() writes it as one pack,
/// durably; and no garbage collection takes what was flushed for as long as the batch lives:
///
///     ObjectBatch batch(repository);
///     … write blobs, trees and a commit …
///     batch.flush();
///     … let a ref point to the commit …
///
/// What was not flushed is never written (but for what was too much to hold in memory, which is
/// garbage then). One batch for a repository at a time.
class ObjectBatch {
 public:
  explicit ObjectBatch(const Repository& repository);
  ObjectBatch(const ObjectBatch&) = delete;
  ObjectBatch& operator=(const ObjectBatch&) = delete;
  ~ObjectBatch();

  /// What was written since the last flush().
  void flush();

 private:
  const Repository& repository_;
  Odb database_;
  ObjectMemory& memory_;
  std::vector<KeptPack> packs_;
};

}  // namespace sage
