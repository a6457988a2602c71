#pragma once

#include <vector>

#include "repo/git2_handles.h"
#include "repo/kept_pack.h"

namespace sage {

class ObjectMemory;

/// Objects that become reachable together. From its making to flush(), all that is written
/// through `repository` stays in memory, where it can be read back; flush() writes it as one pack,
/// durably, and from then on no garbage collection takes it for as long as the batch lives:
///
///     ObjectBatch batch(repository);
///     … write blobs, trees and a commit …
///     batch.flush();
///     … let a ref point to the commit …
///
/// A batch that ends without flush() has written nothing (but for what was too much to hold in
/// memory, which is garbage). One unflushed batch for a repository at a time.
class ObjectBatch {
 public:
  explicit ObjectBatch(const Repository& repository);
  ObjectBatch(const ObjectBatch&) = delete;
  ObjectBatch& operator=(const ObjectBatch&) = delete;
  ~ObjectBatch();

  void flush();

 private:
  void write_out();

  const Repository& repository_;
  Odb database_;
  ObjectMemory* memory_;  ///< null after flush()
  std::vector<KeptPack> packs_;
};

}  // namespace sage
