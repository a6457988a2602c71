#pragma once

#include <string>

#include "ticket/ticket.h"

/// Names that are looked up in a backlog. What the command line names and the backlog does not hold
/// is wrong usage, whichever command asks.
namespace sage {

/// "did you mean AUTH-001?": a hint for an id that no ticket has; empty if none is near.
std::string did_you_mean(const Backlog& backlog, std::string_view id);

/// The ticket that the command line names. Throws Error(usage), with the nearest id.
TicketIndex named_ticket(const Backlog& backlog, std::string_view id);

/// Throws Error(usage), with the nearest name, if no ticket is of the component that the command
/// line names.
void require_component(const Backlog& backlog, std::string_view name);

}  // namespace sage
