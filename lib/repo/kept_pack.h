#pragma once

#include <functional>

#include "os/file.h"
#include "os/file_lock.h"
#include "repo/repository.h"

/// Packs of ours, and how they stay few. See kept_pack.cpp.
namespace sage {

/// A pack of chosen objects, synced, that no git removes while this lives.
class KeptPack {
 public:
  /// Makes a pack and its index in a folder, and gives their path without suffix: build_pack.
  using Build = std::function<fs::path(const fs::path& folder)>;
  /// `level` counts how often its objects were merged.
  static KeptPack write(const Repository& repository, int level, const Build& build);

  KeptPack(KeptPack&&) noexcept = default;
  KeptPack& operator=(KeptPack&&) = delete;
  /// From now on the pack lives as long as refs reach what is in it.
  ~KeptPack();

 private:
  KeptPack(fs::path keep, FileLock lock) : keep_(std::move(keep)), lock_(std::move(lock)) {}
  fs::path keep_;
  FileLock lock_;
};

/// Lets go of the packs that killed processes kept, and removes what they had half written.
void release_dead_packs(const Repository& repository);

/// Merges packs of ours, sixteen of a level into one of the next, so that lookups stay cheap.
/// Preconditions: nobody else does (the commit lock is held), and those of `let_go_of_packs`.
void merge_packs(const Repository& repository);

/// Closes all packs and gives what memory is free back to the system; packs that are still there
/// are opened again when something is read. libgit2 never closes one by itself, not even one that
/// was removed, nor forgets what it unpacked: whoever lives long runs out of files, and of memory.
/// Precondition: no batch of objects of this repository is open.
void let_go_of_packs(const Repository& repository);

}  // namespace sage
