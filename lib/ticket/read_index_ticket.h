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
  TicketReader(const Source& source, std::pmr::memory_resource& arena)
      : source_(source), arena_(arena) {}

  /// Reads the next ticket. Its `json` is left to the caller, who knows where it ends.
  Ticket read(ondemand::value value);

  /// Throws Error(invalid_input) about the ticket read last.
  [[noreturn]] void fail(const char* at, std::string_view what, std::string hint = {}) const;

  std::span<const LooseReference> loose_references() const { return loose_references_; }

 private:
  using Views = std::span<const std::string_view>;

  void take(std::string_view name, ondemand::value value);
  void take_once(std::string_view name, unsigned member, const char* at);
  void complete();

  void take_id(ondemand::value value);
  void take_state(ondemand::value value);
  void take_priority(ondemand::value value);
  void take_run(ondemand::value value);
  void take_target_files(ondemand::value value);
  void take_target_file(ondemand::value value);
  void take_loose_references(std::string_view name, ondemand::value value);
  double effort(std::string_view name, ondemand::value value);
  double effort_in(std::string_view name, ondemand::object object);
  double amount(std::string_view name, ondemand::value value);

  std::string_view text(std::string_view name, ondemand::value value);
  std::string_view text_or_nothing(std::string_view name, ondemand::value value);
  Views ids(std::string_view name, ondemand::value value);
  std::string_view string(ondemand::value value);
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
  const Source& source_;
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
