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
/// Removes a pin; nothing there is no error.
void drop_pin(const Repository& repository, const std::string& ref);
/// All pins, by ticket and attempt.
std::vector<PinnedResult> list_pins(const Repository& repository);

}  // namespace sage
