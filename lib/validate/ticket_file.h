#pragma once

#include <optional>
#include <string_view>

#include "validate/positions.h"

namespace sage {

/// What a ticket's Markdown file (.sage/tickets/<ID>.md) says of it in its head: the heading
/// "# AUTH-002: Log in", lines "**State:** COMPLETED" above the first section, or front matter.
struct TicketFile {
  struct Said {
    std::string_view text;
    Position at;
  };
  std::optional<Said> id, title, state, priority;  ///< nothing: it does not say
};

TicketFile read_ticket_file(std::string_view text);

}  // namespace sage
