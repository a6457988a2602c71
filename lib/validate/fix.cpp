#include "validate/fix.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "ticket/json_value.h"
#include "validate/checks.h"

namespace sage {
namespace {

constexpr std::array<std::string_view, 6> lists{"dependencies", "blockedBy", "blocks",
                                                "children",     "relatedTo", "discoveredFrom"};
constexpr std::array<std::string_view, 3> single{"parent", "relatedTo", "discoveredFrom"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// What becomes of an item of a container.
struct Fate {
  bool stays = true;
  std::string value;  ///< in place of its value; empty: that stays
};

/// The container with its items as `fates` has them; what stays keeps the gap in front of it.
std::string rewritten(std::string_view container, const std::vector<Item>& items,
                      const std::vector<Fate>& fates) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!fates[i].stays) continue;
    const std::size_t gap = out.empty() ? 0 : items[i - 1].end;
    const std::size_t begin = out.empty() ? items[0].begin : items[i].begin;
    out += container.substr(gap, begin - gap);
    out += container.substr(items[i].begin, items[i].value - items[i].begin);
    out += fates[i].value.empty() ? value_of(container, items[i]) : fates[i].value;
  }
  if (out.empty()) return container[0] == '[' ? "[]" : "{}";
  return out += container.substr(items.back().end);
}

class Fixer {
 public:
  explicit Fixer(const Backlog& backlog) : backlog_(backlog) {}

  /// The list without what leads nowhere or was there before.
  std::string cleaned(std::string_view list) const {
    const auto items = items_of(list);
    std::vector<Fate> fates(items.size());
    std::unordered_set<std::string> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string_view value = value_of(list, items[i]);
      if (value[0] != '"') continue;
      std::string id = string_in(value);
      fates[i].stays = leads_somewhere(id) && seen.insert(std::move(id)).second;
    }
    const bool all_stay = std::ranges::all_of(fates, &Fate::stays);
    return all_stay ? std::string(list) : rewritten(list, items, fates);
  }

  /// The list with these tickets at its end, laid out as it is, or as the ticket around it.
  std::string extended(std::string_view list, std::span<const TicketIndex> more,
                       std::string_view ticket) const {
    const JsonStyle style = style_of(list, style_of(ticket, {}).nested());
    const auto items = items_of(list);
    std::vector<std::string> ids;
    for (const TicketIndex t : more) ids.push_back(json_string(backlog_[t].id));
    if (items.empty()) return style.array(ids);
    std::string out(list.substr(0, items.back().end));
    for (const auto& id : ids) out += style.separator + id;
    return out += list.substr(items.back().end);
  }

  /// `blocked_by`: what the ticket's list of that name lacks, if it has one. A member that is there
  /// twice is read where it is first: nothing is added to the second.
  std::string fixed(std::string_view ticket, std::span<const TicketIndex> blocked_by) const {
    const auto items = items_of(ticket);
    std::vector<Fate> fates(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string_view name = items[i].name, value = value_of(ticket, items[i]);
      if (value[0] == '"' && is_one_of(single, name) && value != "\"\"")
        fates[i].stays = leads_somewhere(string_in(value));
      const auto lacking =
          name == "blockedBy" ? std::exchange(blocked_by, {}) : std::span<const TicketIndex>();
      if (value[0] != '[' || !is_one_of(lists, name)) continue;
      fates[i].value = cleaned(value);
      if (!lacking.empty()) fates[i].value = extended(fates[i].value, lacking, ticket);
    }
    return rewritten(ticket, items, fates);
  }

 private:
  /// An id in another case was meant for the ticket.
  bool leads_somewhere(std::string_view id) const { return backlog_.holds_in_any_case(id); }

  const Backlog& backlog_;
};

}  // namespace

std::string fixed_index(const IndexSurvey& survey) {
  const Backlog& backlog = *survey.backlog;
  Subject subject(survey);
  check_references(subject);
  std::vector<bool> is_concerned(backlog.size());
  for (const auto& problem : subject.problems)
    if (problem.ticket) is_concerned[*problem.ticket] = true;

  const Rows named = subject.rows({Link::blocked_by}), claimed = subject.rows({Link::blocks});
  const Fixer fixer(backlog);
  const std::string_view text = backlog.text();
  std::string out;
  std::size_t copied = 0;
  for (TicketIndex t = 0; t < backlog.size(); ++t) {
    const std::string_view json = backlog[t].json;
    if (!is_concerned[t] || json.empty()) continue;
    std::vector<TicketIndex> lacking;
    std::ranges::set_difference(claimed[t], named[t], std::back_inserter(lacking));
    const auto begin = static_cast<std::size_t>(json.data() - text.data());
    out.append(text.substr(copied, begin - copied)).append(fixer.fixed(json, lacking));
    copied = begin + json.size();
  }
  return out.append(text.substr(copied));
}

}  // namespace sage
