#pragma once

#include <string>
#include <string_view>

#include "view/style.h"

/// Longer texts of tickets and agents on a terminal: line by line, `escaped`, and not without end.
namespace sage {

/// What a ticket says, as Markdown: its title, its description, then its other members.
std::string ticket_text(std::string_view ticket_json);

std::string shown_text(std::string_view text, const Style& style);

/// Patches, what came in green and what went in red.
std::string shown_diff(std::string_view patches, const Style& style);

}  // namespace sage
