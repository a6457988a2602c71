#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "run/event.h"

namespace sage {

/// What came of the tickets that were started since it began: a fold of their events.
struct Visit {
  struct Done {
    std::string ticket;
    ObjectId commit;  ///< zero: without a change
  };
  std::vector<Done> done;
  std::map<std::string, event::Deferred> deferred;  ///< by ticket
  std::set<std::string> started;
  WallTime began = 0, ended = 0;

  void apply(const Event& event);
};

}  // namespace sage
