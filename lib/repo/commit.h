#pragma once

#include <string>
#include <variant>
#include <vector>

#include "os/clock.h"
#include "repo/repository.h"

namespace sage {

struct CommitRequest {
  ObjectId tree;
  std::vector<ObjectId> parents;
  std::string message;
  Identity author, committer;
  WallTime at = 0;  ///< both times, seconds precision, UTC: the same request gives the same id
};

/// Writes a commit object (durably) and moves no ref.
ObjectId write_commit(const Repository& repository, const CommitRequest& request);

struct Swapped {};
struct TipMoved {
  ObjectId tip;
};  ///< zero: the ref is gone or was never there
struct RefBusy {
  std::string lock_file;
};  ///< another git holds the ref's lock

/// The only commit point: moves `ref` from `old_tip` (zero: it must not exist) to `new_tip` if it
/// still stands there. One ref, one compare-and-swap, durable when it returns.
std::variant<Swapped, TipMoved, RefBusy> compare_and_swap(const Repository& repository,
                                                          const std::string& ref,
                                                          const ObjectId& new_tip,
                                                          const ObjectId& old_tip,
                                                          const std::string& reflog_message);

/// The values of the trailer `key` in a message's last paragraph, in order.
std::vector<std::string> trailers(std::string_view message, std::string_view key);

/// Where a result landed.
struct FoundLanding {
  ObjectId commit;
  bool rolled_back = false;  ///< a commit on top of it took it back (`Sage-Reverts`)
  bool operator==(const FoundLanding&) const = default;
};

/// The newest commit reachable from `tip`, and not from `stop` (zero: walk to the root), that
/// carries `Sage-Result: <result>`; nothing if there is none.
std::optional<FoundLanding> find_landing(const Repository& repository, const ObjectId& tip,
                                         const ObjectId& stop, const ObjectId& result);

}  // namespace sage
