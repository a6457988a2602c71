#pragma once

#include <git2.h>

namespace sage::test {

/// libgit2 writes without fsync meanwhile: for tests that write thousands of objects.
struct WithoutSync {
  WithoutSync() { git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 0); }
  ~WithoutSync() { git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1); }
  WithoutSync(const WithoutSync&) = delete;
  WithoutSync& operator=(const WithoutSync&) = delete;
};

}  // namespace sage::test
