#pragma once

#include <string>
#include <vector>

#include "repo/repository.h"

/// Finished, unlanded work: commits pinned under refs/sage/results/<ticket>/<attempt>, so that no
/// garbage collection takes them.
namespace sage {

struct PinnedResult {
  std::string ref, ticket;
  int attempt = 1;
  ObjectId commit;
};

/// Pins a result; the ref must not exist (Error internal if it does with another id). Durable.
void pin_result(const Repository& repository, const std::string& ref, const ObjectId& commit);
/// Removes a pin (a ref below refs/sage); nothing there is no error.
void drop_pin(const Repository& repository, const std::string& ref);

/// Pins what would land with a ticket while it is tested, in place of what is pinned for it
/// already: at refs/sage/candidates/<ticket>.
void pin_candidate(const Repository& repository, const std::string& ticket, const ObjectId& commit);
/// Where another git holds the lock for long, it stays pinned.
void unpin_candidate(const Repository& repository, const std::string& ticket);
/// Removes the pins of all candidates: gives how many there were.
int unpin_candidates(const Repository& repository);

/// All pins of results, by ticket and attempt.
std::vector<PinnedResult> list_pins(const Repository& repository);

}  // namespace sage
