#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "ticket/ticket.h"

/// Editing the ticket index by splice: only the bytes of what changes are replaced; indentation,
/// key order, unknown members, line endings and a missing final newline stay as they are.
namespace sage {

struct DeferReason {
  std::string category, message;
  int attempts = 0;
  std::string last_error, deferred_at;
};
BOOST_DESCRIBE_STRUCT(DeferReason, (), (category, message, attempts, last_error, deferred_at))

struct StateChange {
  std::string ticket;
  State state = State::unprocessed;
  std::string at;  ///< ISO time, written where a time is written
  /// false: only `state` is touched (a mark for the time a ticket runs, taken back later so that
  /// the file ends byte for byte as the landing commit has it). true: `updated` and
  /// `state_history` follow too where the state is another than before, where the ticket has them.
  bool lasting = true;
  std::optional<DeferReason> defer_reason{};  ///< written with DEFERRED; any other lasting state
                                              ///< removes a defer_reason that is there
  std::vector<std::string> tasks_done{};  ///< ids of sub-tasks whose `status` says so from now on
  /// If given: no other sub-tasks are done any more, what was done of them is taken back.
  std::optional<std::vector<std::string>> tasks_left_done{};
};

/// A ticket that work on another one found. Appended to `tickets`, laid out like the last one.
struct NewTicket {
  std::string id, title, type = "task", priority = "P2", description, discovered_from;
  std::vector<std::string> dependencies;
};
BOOST_DESCRIBE_STRUCT(NewTicket, (),
                      (id, title, type, priority, description, discovered_from, dependencies))

struct IndexEdit {
  std::vector<StateChange> changes;
  std::vector<NewTicket> added;
  bool empty() const { return changes.empty() && added.empty(); }
};

/// A text in parts, so that a large one need not be in memory twice.
struct EditedIndex {
  std::vector<std::string_view>
      parts;  ///< in order; they lie in the Backlog's text or in `written`
  std::deque<std::string> written;
  std::vector<std::string> unknown;  ///< tickets of `changes` that are not in the index

  std::string text() const;
};

/// The backlog's text with the edit applied; applying it twice gives the same bytes as once. A
/// NewTicket whose id is there already (in any case) is left out; one whose id is not valid throws
/// Error(internal). O(size of what changes, and log of the backlog's for each).
EditedIndex edit_index(const Backlog& backlog, const IndexEdit& edit);

/// The same for a text, which is read first (throws Error(invalid_input) as read_index_text does);
/// one part. O(size of the text).
EditedIndex edit_index(std::string text, const IndexEdit& edit);

/// One ticket's text with the change applied. Precondition: it is a valid ticket.
std::string changed_ticket(std::string_view ticket, const StateChange& change);

/// An id for a ticket found while working on `parent`: its prefix and the next free number, as
/// wide as the others ("AUTH-013"). `taken`: ids given out since the backlog was read.
std::string next_id(const Backlog& backlog, std::string_view parent,
                    std::span<const std::string> taken = {});

}  // namespace sage
