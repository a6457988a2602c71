#pragma once

#include <string>

#include "queue/entry.h"
#include "repo/repository.h"

namespace sage {

/// What a request lacks to be an entry like a worker's.
struct Adoption {
  ObjectId tip;  ///< what its files are a change of
  int attempt = 1;
  std::string title;    ///< the ticket's
  std::string message;  ///< of the landing commit, where the request has none
};

/// Makes a request (is_request) an entry that can land: its files, as the checkout holds them now,
/// become a commit on the tip; a commit is taken as it is. The result is pinned. Any other entry is
/// given back as it is, if what it says of its result is true. Throws Error(invalid_input), one
/// line, if it must not land, or would change nothing.
QueueEntry adopt(const Repository& repository, QueueEntry entry, const Adoption& adoption);

}  // namespace sage
