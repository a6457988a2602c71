#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sage {

/// A ticket's position in its Backlog. 32 bits: a graph of 100,000 tickets stays small.
using TicketIndex = std::uint32_t;

enum class State : std::uint8_t { unprocessed, in_progress, completed, deferred, failed };

/// "UNPROCESSED" …
std::string_view to_string(State state);
std::optional<State> parse_state(std::string_view text);

/// What scheduling needs of a ticket. Texts are views into the Backlog that holds it; all else
/// (description, acceptance criteria, documents …) stays in `json`, read when a prompt is made.
struct Ticket {
  std::string_view id, title, type;
  std::string_view component;  ///< as given, else `component_of_id(id)`
  std::string_view agent;      ///< name of the agent asked for, or empty
  State state = State::unprocessed;
  std::uint8_t priority = 2;  ///< 0 (first) … 3
  bool has_run = false;       ///< has a `run` command: the built-in script agent does it
  bool has_checks = false;    ///< has `validation_config` or `tasks`
  bool is_container = false;  ///< an epic, or lists `children`: never given to a worker
  double effort = 0;          ///< from effort / estimate (points, hours or a number); 0 = not said
  std::span<const std::string_view> dependencies, blocks, blocked_by, children;
  std::string_view parent;                         ///< id or empty
  std::span<const std::string_view> target_paths;  ///< targetFiles[].path
  std::string_view json;                           ///< the ticket's own bytes in the index
};

/// Rules for ids (docs/TICKETS.md): [A-Za-z0-9][A-Za-z0-9._-]{0,63}, no "..", no ".lock" at the
/// end.
bool is_valid_id(std::string_view id);

/// Whether two ids are equal when the case of letters does not count (ASCII).
bool equal_but_for_case(std::string_view a, std::string_view b);

/// The id without its numbers at the end: "AUTH" of "AUTH-001", "ADAP" of "ADAP-005-1".
std::string_view prefix_of(std::string_view id);

/// A read index: immutable, owns its text and everything its tickets point to.
class Backlog {
 public:
  std::span<const Ticket> tickets() const { return tickets_; }
  std::size_t size() const { return tickets_.size(); }
  const Ticket& operator[](TicketIndex i) const { return tickets_[i]; }
  std::optional<TicketIndex> find(std::string_view id) const;
  /// Whether a ticket has this id, or one that differs from it only in case.
  bool holds_in_any_case(std::string_view id) const { return slots_[slot_of(id)].ticket != none; }
  /// The whole text, as read.
  std::string_view text() const { return text_; }
  /// Gives the memory of a text that was read from a file back until it is looked at again.
  void let_go_of_text() const;
  /// One line each: unusual ids, relatedTo an unknown ticket, unknown priorities …
  const std::vector<std::string>& warnings() const { return warnings_; }

  Backlog(Backlog&&) = default;
  Backlog& operator=(Backlog&&) = default;

 private:
  friend class IndexReader;
  static constexpr TicketIndex none = ~TicketIndex{0};
  struct Storage;
  struct StorageDeleter {
    void operator()(Storage*) const;
  };

  Backlog() = default;
  /// Where in slots_ the ticket stands whose id is `id` but for case, or where it would stand.
  std::size_t slot_of(std::string_view id) const;
  /// Adds it, or gives the ticket that has its id, in any case, and does nothing.
  std::optional<TicketIndex> add(const Ticket& ticket);
  void grow_slots();

  /// An open hash table by id with case folded, so that ids which differ only in case meet in it;
  /// at most half full. The hash is kept to pass over other ids and to grow without reading them.
  struct Slot {
    std::uint32_t hash = 0;
    TicketIndex ticket = none;
  };

  std::string_view text_;
  std::vector<Ticket> tickets_;
  std::vector<Slot> slots_ = std::vector<Slot>(16);
  std::vector<std::string> warnings_;
  std::unique_ptr<Storage, StorageDeleter> storage_;
};

}  // namespace sage
