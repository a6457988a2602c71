#pragma once

#include <string>
#include <vector>

#include "ticket/edit_index.h"

namespace sage {

/// What to put in place of [begin, end) of a backlog's text.
struct Insertion {
  std::size_t begin = 0, end = 0;
  std::string text;
};

/// The tickets appended to `tickets`, laid out like the last one there (in an empty array: like the
/// object around it). Those whose id is taken are left out; nothing to add: an empty text.
Insertion insertion_of(const Backlog& backlog, const std::vector<NewTicket>& added);

}  // namespace sage
