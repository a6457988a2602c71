#pragma once

#include <string>
#include <vector>

#include "engine/rollback.h"

namespace sage {

/// What the commands that look after a repository are asked for.
struct CareOptions {
  bool yes = false;      ///< do it without asking (--force, --yes)
  bool dry_run = false;  ///< rollback: only say what would be done
  RollbackRequest rollback;

  bool example = true;  ///< init: an example backlog, where there is none

  // enqueue
  std::string ticket, message, result;
  std::vector<std::string> files;
  bool wait = false;  ///< until it has landed

  // queue
  enum class Action { show, retry, drop };
  Action action = Action::show;
  std::vector<std::string> entries;  ///< ticket ids, or "<seq>-<ticket>"
  bool purge = false;                ///< drop: the result as well
};

}  // namespace sage
