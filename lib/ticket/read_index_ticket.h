#pragma once

#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ticket/read_index_json.h"
#include "ticket/ticket.h"
#include "ticket/ticket_member.h"

namespace sage {

/// Reads the tickets of one index, one after the other. What scheduling rests on must be right,
/// else an Error; what only advises it gets a warning and counts as not said. With a survey both go
/// there, and all that is wrong counts as not said.
class TicketReader {
 public:
  TicketReader(Source& source, std::pmr::memory_resource& arena) : source_(source), arena_(arena) {}

  /// Reads the next ticket. Its `json` is left to the caller, who knows where it ends.
  Ticket read(Node& node);

  /// Says what is wrong with a member of the ticket read last (none: with all of it).
  void refuse(const char* at, std::string_view rule, std::string_view field, std::string_view what,
              std::string hint = {}) const;

  /// References that get a warning if they lead nowhere: to be judged when all ids are known.
  std::span<const Mention> loose_references() const { return loose_references_; }

 private:
  static constexpr int ticket_depth = 3;  ///< in the array `tickets` in the outermost object
  using Views = std::span<const std::string_view>;

  void take(std::string_view name, Node& node);
  void take(Member member, std::string_view name, Node& node);
  bool is_again(std::string_view name, unsigned member, const char* at);
  void complete();

  void take_id(Node& node);
  void take_state(Node& node);
  void take_priority(Node& node);
  void take_run(Node& node);
  void take_target_files(Node& node);
  void take_target_file(Node& node);
  void take_loose_references(std::string_view name, Node& node);
  void take_documents(std::string_view name, Node& node, int depth);
  void warn_of_slip(std::string_view name, const Node& node);
  double effort(std::string_view name, Node& node);
  double effort_in(std::string_view name, ondemand::object object);
  double amount(std::string_view name, Node& node);

  void note_mention(std::string_view name, std::string_view text) {
    if (auto* survey = source_.survey())
      return survey->mentions.push_back({count_ - 1, name, text});
    loose_references_.push_back({count_ - 1, name, text});
  }

  std::string_view text(std::string_view name, Node& node);
  std::string_view text_or_nothing(std::string_view name, Node& node);
  Views ids(std::string_view name, Node& node);
  std::string_view string(Node& node);
  std::string_view kept(std::string_view text);
  Views kept(const std::vector<std::string_view>& views);

  std::string who() const;
  void wrong(std::string_view rule, std::string_view name, std::string_view token,
             std::string_view expected, std::string hint = {}) const;
  /// The same for a value of another kind, which is passed.
  void wrong_type(std::string_view name, Node& node, std::string_view expected,
                  int depth = ticket_depth);
  void warn(std::string_view rule, std::string_view name, std::string_view token,
            std::string_view expected);

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

  /// What names of no member are slips for (nothing for most): looked for once each.
  std::unordered_map<std::string_view, std::string_view> meant_;
  std::vector<Mention> loose_references_;
  std::vector<std::string> warnings_;
  std::size_t more_warnings_ = 0;
};

}  // namespace sage
