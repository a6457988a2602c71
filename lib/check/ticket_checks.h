#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "check/check.h"

namespace sage {

/// A step inside a ticket, with a validation of its own.
struct SubTask {
  std::string id, description, type;
  bool done = false;  ///< the index says that it is completed: not done again
  std::vector<Check> checks;
  int fix_rounds = 3;
};
BOOST_DESCRIBE_STRUCT(SubTask, (), (id, description, type, done, checks, fix_rounds))

/// What a ticket asks for beside its work: `validation_config` and `tasks`.
struct TicketChecks {
  std::vector<Check> checks;
  int fix_rounds = 3;  ///< how often the agent is asked again: max_retries, 0 with auto_fix: false
  std::vector<SubTask> tasks;
};

/// Reads them from the ticket's own JSON (docs/CHECKS.md). Throws Error(invalid_input) naming
/// ticket, field, found and expected: a script without a command, a pattern that is no regular
/// expression, two tasks with one id …
TicketChecks ticket_checks(std::string_view ticket_json);

}  // namespace sage
