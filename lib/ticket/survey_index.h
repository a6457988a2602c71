#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ticket/ticket.h"

/// Reading the ticket index to tell all that is wrong with it, where read_index.h stops at the
/// first. One reader does both: what stops that one is a problem here that is an error, and nothing
/// else is.
namespace sage {

struct IndexProblem {
  std::string_view rule;  ///< a stable word: docs/VALIDATE.md
  bool is_error = true;   ///< false: reading the index gives a warning
  std::optional<TicketIndex> ticket{};
  std::string field{};                 ///< the member of the ticket; empty: the ticket or the whole
  std::size_t offset = 0;              ///< in the text, in bytes
  std::string what{}, hint{};          ///< fit to be printed
  std::optional<std::size_t> first{};  ///< offset of what it repeats
};

/// A ticket's word for another ticket or a document, which a run only passes on.
struct Mention {
  TicketIndex from = 0;
  std::string_view member;  ///< relatedTo, discoveredFrom, docs, context
  std::string_view text;    ///< as the texts of the Backlog
};

struct IndexSurvey {
  std::string_view text;  ///< the index
  /// As read_index gives it, but for what is wrong: a member in a form that is refused counts as
  /// not said, what is no object is a ticket without id, and of tickets with one id `find` gives
  /// the first. Nothing if the text is not JSON.
  std::optional<Backlog> backlog;
  std::vector<IndexProblem> problems;
  std::vector<Mention> mentions;
};

/// The survey points into the text, which must outlive it, and gets room behind its end
/// (base/read_room.h). Throws Error(invalid_input) if it is too large for an index.
IndexSurvey survey_index(std::string& text);

}  // namespace sage
