#pragma once

#include <string>
#include <vector>

#include "repo/repository.h"

namespace sage {

/// `tree` with `files` (paths in the repository) as the checkout holds them now: changed, new, or
/// removed where they are gone. No link is followed. Objects go into the open batch. Throws
/// Error(invalid_input), one line, for what must not come in this way: a path outside of the
/// repository, of git's or of the stream's own; an ignored or missing file; a folder, a submodule,
/// a fifo; a file that needs a program to be converted; a link that leads out of the repository.
ObjectId tree_with_files(const Repository& repository, const ObjectId& tree,
                         const std::vector<std::string>& files);

}  // namespace sage
