#pragma once

#include <string>

#include "ticket/ticket.h"

namespace sage {

/// "did you mean AUTH-001?": a hint for an id that no ticket has; empty if none is near.
std::string did_you_mean(const Backlog& backlog, std::string_view id);

}  // namespace sage
