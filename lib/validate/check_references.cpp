#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "validate/checks.h"

/// Ids that lead nowhere, ids that are there twice, and the two ends of `blocks` and `blockedBy`.
namespace sage {
namespace {

class ReferenceCheck {
 public:
  explicit ReferenceCheck(Subject& subject) : subject_(subject), backlog_(subject.backlog) {}

  void run() {
    for (const Reference& reference : subject_.references)
      if (!reference.to)
        add_dangling("dangling-reference", reference.from, to_string(reference.link), reference.id);
    for (TicketIndex t = 0; t < backlog_.size(); ++t) find_repeats(t);
    look_at_mentions();
    compare_ends();
  }

 private:
  using Ids = std::span<const std::string_view>;

  void add_dangling(std::string_view rule, TicketIndex from, std::string_view member,
                    std::string_view id) {
    subject_.add(rule, from, member, format("{}: no ticket \"{}\"", member, excerpt(id, 80)), id)
        .hint = hint_for(id);
  }

  /// The id that was meant. Looking for it reads all ids: not for more than some of the findings.
  std::string hint_for(std::string_view id) {
    constexpr std::size_t most_compared = 200'000;
    if (id.size() > 64 || compared_ + backlog_.size() > most_compared) return {};
    compared_ += backlog_.size();
    if (ids_.empty())
      for (const Ticket& ticket : backlog_.tickets())
        if (!ticket.id.empty()) ids_.push_back(ticket.id);
    const auto is_meant = [&](std::string_view known) { return equal_but_for_case(known, id); };
    const auto same = std::ranges::find_if(ids_, is_meant);
    const auto known = same == ids_.end() ? nearest(id, ids_) : *same;
    return known.empty() ? "" : format("did you mean {}?", escaped(known));
  }

  void find_repeats(TicketIndex t) {
    const Ticket& ticket = backlog_[t];
    find_repeats(t, "dependencies", ticket.dependencies);
    find_repeats(t, "blockedBy", ticket.blocked_by);
    find_repeats(t, "blocks", ticket.blocks);
    find_repeats(t, "children", ticket.children);
  }

  void find_repeats(TicketIndex t, std::string_view member, Ids ids) {
    if (ids.size() < 2) return;
    sorted_.assign(ids.begin(), ids.end());
    std::ranges::stable_sort(sorted_);
    for (std::size_t i = 1; i < sorted_.size(); ++i)
      if (sorted_[i] == sorted_[i - 1])
        subject_.add("duplicate-entry", t, member,
                     format("{}: {} is there twice", member, excerpt(sorted_[i], 80)), sorted_[i]);
  }

  /// Those of one member of one ticket stand beside each other.
  void look_at_mentions() {
    const std::vector<Mention>& mentions = subject_.survey.mentions;
    std::vector<std::string_view> ids;
    for (std::size_t i = 0; i < mentions.size(); ++i) {
      const auto& [from, member, id] = mentions[i];
      if (member != "relatedTo" && member != "discoveredFrom") continue;
      if (!backlog_.find(id)) add_dangling("dangling-mention", from, member, id);
      ids.push_back(id);
      if (i + 1 < mentions.size() && mentions[i + 1].from == from &&
          mentions[i + 1].member == member)
        continue;
      find_repeats(from, member, ids);
      ids.clear();
    }
  }

  /// An edge may be written at one end only. But a list that is there should hold what the other
  /// end says.
  void compare_ends() {
    const Rows named = subject_.rows({Link::blocked_by}), claimed = subject_.rows({Link::blocks});
    for (TicketIndex t = 0; t < backlog_.size(); ++t)
      for (const TicketIndex other : claimed[t])
        if (!std::ranges::binary_search(named[t], other) && has_blocked_by(t))
          add_missing(t, other);
    for (const Reference& reference : subject_.references)
      if (reference.link == Link::blocked_by && reference.to && has_blocks(*reference.to) &&
          !std::ranges::binary_search(claimed[reference.from], *reference.to))
        add_unanswered(reference);
  }

  bool has_blocked_by(TicketIndex t) {
    return !backlog_[t].blocked_by.empty() || subject_.has_list(t, "blockedBy");
  }

  /// Asked about many tickets in any order: each is walked once.
  bool has_blocks(TicketIndex t) {
    if (!backlog_[t].blocks.empty()) return true;
    const auto [known, is_new] = empty_blocks_.try_emplace(t);
    if (is_new) known->second = subject_.has_list(t, "blocks");
    return known->second;
  }

  void add_missing(TicketIndex t, TicketIndex other) {
    subject_
        .add("blocked-by-disagrees", t, "blockedBy",
             format("blockedBy: {0} is missing; blocks of {0} names this ticket",
                    subject_.name(other)))
        .hint = "sage-stream validate --fix adds it";
  }

  void add_unanswered(const Reference& reference) {
    subject_
        .add("blocked-by-disagrees", reference.from, "blockedBy",
             format("blockedBy: {0} is named; blocks of {0} does not name this ticket",
                    subject_.name(*reference.to)),
             reference.id)
        .hint = "it counts: add this ticket there, or remove that one here";
  }

  Subject& subject_;
  const Backlog& backlog_;
  std::size_t compared_ = 0;
  std::vector<std::string_view> ids_, sorted_;
  std::unordered_map<TicketIndex, bool> empty_blocks_;
};

}  // namespace

void check_references(Subject& subject) { ReferenceCheck(subject).run(); }

}  // namespace sage
