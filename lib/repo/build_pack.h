#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "os/file.h"
#include "repo/git2_handles.h"
#include "repo/repository.h"

/// Making a pack and its index in a folder. Both give their path without suffix; nothing is synced.
namespace sage {

struct NewObject {
  ObjectId id;
  git_object_t type;
  std::string_view data;
};

/// Of objects that no pack holds yet, each whole: to look for deltas between a few would take
/// longer than all the rest. O(bytes).
fs::path build_pack(const std::vector<NewObject>& objects, const fs::path& folder);

/// Of objects that are readable through `repository`, with deltas, by libgit2's packbuilder.
fs::path build_pack(const Repository& repository, const std::vector<ObjectId>& ids,
                    const fs::path& folder);

}  // namespace sage
