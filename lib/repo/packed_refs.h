#pragma once

#include "repo/repository.h"

namespace sage {

/// Removes a ref from packed-refs, if it is there. False if another git holds the lock on them.
/// Reads them under that lock. libgit2 reads first and locks then: it would write back where all
/// other refs were before a `git pack-refs` came in between, and so undo landings.
bool remove_packed_ref(const Repository& repository, const std::string& ref);

}  // namespace sage
