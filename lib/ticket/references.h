#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ticket/ticket.h"

namespace sage {

/// The tickets that a text of people (a commit's message) speaks of and that the backlog does not
/// have, each once: words of the usual form of an id, AUTH-001 or ADAP-005-1, behind a "#", or
/// beginning as some ticket's id does. UTF-8 and SHA-256 are no tickets, unless there is an UTF-1.
std::vector<std::string> unknown_references(std::string_view text, const Backlog& backlog);

}  // namespace sage
