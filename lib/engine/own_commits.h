#pragma once

#include <string>
#include <utility>
#include <vector>

#include "repo/repository.h"
#include "ticket/edit_index.h"

/// What the stream's own commits are made of.
namespace sage {

/// `message`, and trailers as its last paragraph, or at the end of the one that holds some already.
std::string with_trailers(const std::string& message,
                          const std::vector<std::pair<std::string, std::string>>& trailers);

/// The ticket index in a tree: Mode::none if there is none, or something else than a file.
TreeEntry index_entry_of(const Repository& repository, const ObjectId& tree);

struct IndexEdited {
  ObjectId tree;
  bool pending = false;  ///< the tree holds an index that was left as it is
};

/// `tree` with the edit in its ticket index, if it holds one of at most `limit` bytes. One that
/// cannot be read is the user's to mend, and left as it is.
IndexEdited with_index_edit(const Repository& repository, const ObjectId& tree,
                            const IndexEdit& edit, std::size_t limit);

}  // namespace sage
