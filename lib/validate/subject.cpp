#include <algorithm>
#include <functional>

#include "base/text.h"
#include "validate/checks.h"

namespace sage {

Subject::Subject(const IndexSurvey& survey)
    : backlog(*survey.backlog), survey(survey), problems(survey.problems) {
  is_found_.resize(backlog.size());
  for (TicketIndex t = 0; t < backlog.size(); ++t) {
    is_found_[t] = backlog.find(backlog[t].id) == t;
    each_reference(backlog, t,
                   [&](const Reference& reference) { references.push_back(reference); });
  }
}

Rows Subject::rows(std::initializer_list<Link> links) const {
  std::vector<Edge> edges;
  for (const Reference& reference : references) {
    if (!is_found_[reference.from]) continue;
    if (std::ranges::find(links, reference.link) == links.end()) continue;
    if (const auto edge = edge_of(backlog, reference)) edges.push_back(*edge);
  }
  return Rows::predecessors(backlog.size(), edges);
}

IndexProblem& Subject::add(std::string_view rule, TicketIndex ticket, std::string_view member,
                           std::string what, std::string_view part) {
  return problems.emplace_back(IndexProblem{.rule = rule,
                                            .ticket = ticket,
                                            .field = std::string(member),
                                            .offset = place(ticket, member, part),
                                            .what = std::move(what)});
}

bool Subject::has_list(TicketIndex ticket, std::string_view member) {
  const Item* item = find_item(items(ticket), member);
  return item && backlog[ticket].json[item->value] == '[';
}

std::string Subject::name(TicketIndex ticket) const { return excerpt(backlog[ticket].id, 64); }

const std::vector<Item>& Subject::items(TicketIndex ticket) {
  if (walked_ != ticket) {
    const std::string_view json = backlog[ticket].json;
    items_ = json.empty() ? std::vector<Item>() : items_of(json);
    walked_ = ticket;
  }
  return items_;
}

std::size_t Subject::place(TicketIndex ticket, std::string_view member, std::string_view part) {
  const std::string_view text = backlog.text(), json = backlog[ticket].json;
  const auto offset_of = [&](const char* at) { return static_cast<std::size_t>(at - text.data()); };
  const std::less<const char*> before;
  if (!part.empty() && !before(part.data(), text.data()) &&
      before(part.data(), text.data() + text.size()))
    return offset_of(part.data()) - 1;  // its quote
  const Item* item = find_item(items(ticket), member);
  return offset_of(json.data()) + (item ? item->value : 0);
}

}  // namespace sage
