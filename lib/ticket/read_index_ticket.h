#pragma once

#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ticket/read_index_json.h"
#include "ticket/ticket.h"

namespace sage {

/// A reference that gets a warning if it leads nowhere; judged when all ids are known.
struct LooseReference {
  TicketIndex from = 0;
  std::string_view member, to;
};

/// Reads the tickets of one index, one after the other. What scheduling rests on must be right,
/// else an Error; what only advises it gets a warning and counts as not said.
class TicketReader {
 public:
  TicketReader(Source& source, std::pmr::memory_resource& arena) : source_(source), arena_(arena) {}

  /// Reads the next ticket. Its `json` is left to the caller, who knows where it ends.
  Ticket read(Node& node);

  /// Throws Error(invalid_input) about the ticket read last.
  [[noreturn]] void fail(const char* at, std::string_view what, std::string hint = {}) const;

  std::span<const LooseReference> loose_references() const { return loose_references_; }

 private:
  static constexpr int ticket_depth = 3;  ///< in the array `tickets` in the outermost object
  using Views = std::span<const std::string_view>;

  void take(std::string_view name, Node& node);
  void take_once(std::string_view name, unsigned member, const char* at);
  void complete();

  void take_id(Node& node);
  void take_state(Node& node);
  void take_priority(Node& node);
  void take_run(Node& node);
  void take_target_files(Node& node);
  void take_target_file(Node& node);
  void take_loose_references(std::string_view name, Node& node);
  double effort(std::string_view name, Node& node);
  double effort_in(std::string_view name, ondemand::object object);
  double amount(std::string_view name, Node& node);

  std::string_view text(std::string_view name, Node& node);
  std::string_view text_or_nothing(std::string_view name, Node& node);
  Views ids(std::string_view name, Node& node);
  std::string_view string(Node& node);
  std::string_view kept(std::string_view text);
  Views kept(const std::vector<std::string_view>& views);

  std::string who() const;
  [[noreturn]] void wrong(std::string_view name, std::string_view token, std::string_view expected,
                          std::string hint = {}) const;
  void warn(std::string_view name, std::string_view token, std::string_view expected);

 public:
  /// Warnings are kept up to a number that a person reads; the last line counts the others.
  void warn(std::string line);
  std::vector<std::string> warnings() const;

 private:
  Source& source_;
  std::pmr::memory_resource& arena_;
  TicketIndex count_ = 0;  ///< tickets begun

  // the ticket being read
  Ticket ticket_;
  const char* begin_ = nullptr;
  std::uint32_t seen_ = 0;  ///< members, one bit each
  double estimate_ = 0;
  std::vector<std::string_view> list_;

  std::vector<LooseReference> loose_references_;
  std::vector<std::string> warnings_;
  std::size_t more_warnings_ = 0;
};

}  // namespace sage
