#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "worker/job.h"

/// The message of a result commit: "<ticket>: <title>", and the Outcome it belongs to as one line
/// of JSON, so that a result whose journal was lost can still be landed.
namespace sage {

std::string result_message(const Outcome& outcome, std::string_view title);

/// The Outcome told in the message, or nothing if there is none. Its `result` is zero: a commit
/// cannot name itself.
std::optional<Outcome> outcome_of_result(std::string_view message);

}  // namespace sage
