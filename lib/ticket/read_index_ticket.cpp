#include "ticket/read_index_ticket.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "ticket/component.h"

namespace sage {
namespace {

constexpr std::size_t most_warnings = 100;

/// The usual form: [A-Z0-9]+-[0-9]+.
bool is_usual_id(std::string_view id) {
  const std::string_view prefix =
      id.substr(0, id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"));
  const std::string_view rest = id.substr(prefix.size());
  return rest.size() > 1 && rest[0] == '-' && rest.find_first_not_of("0123456789", 1) == rest.npos;
}

/// "in-progress" -> "IN_PROGRESS", to find the state that was meant.
std::string state_spelling(std::string_view text) {
  std::string spelling(text);
  for (char& c : spelling) {
    if (c == '-' || c == ' ') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return spelling;
}

}  // namespace

Ticket TicketReader::read(Node& node) {
  ticket_ = {};
  seen_ = 0;
  estimate_ = 0;
  ++count_;
  begin_ = node.token.data();
  if (!node.is_object()) {
    refuse(begin_, "invalid-shape", "",
           format("found {}, expected an object with a ticket", found(node.token)));
    check(node, ticket_depth - 1, source_);
    return {};
  }
  for (ondemand::field field : node.value.get_object()) {
    const RawString name = raw_name(field, source_);
    const std::string_view decoded = name.escaped ? kept(field.unescaped_key()) : name.text;
    Node member(std::move(field).value());
    take(decoded, member);
  }
  complete();
  return ticket_;
}

bool TicketReader::is_again(std::string_view name, unsigned member, const char* at) {
  if (seen_ >> member & 1) {
    refuse(at, "repeated-member", name,
           format("member \"{}\" is there twice, expected once", escaped(name)));
    return true;
  }
  seen_ |= 1U << member;
  return false;
}

void TicketReader::take(std::string_view name, Node& node) {
  const Member member = member_named(name);
  if (member == Member::other) {
    if (source_.survey()) warn_of_slip(name, node);
  } else if (is_again(name, static_cast<unsigned>(member), node.token.data())) {
    return check(node, ticket_depth, source_);
  }
  take(member, name, node);
}

void TicketReader::take(Member member, std::string_view name, Node& node) {
  switch (member) {
    case Member::id:
      return take_id(node);
    case Member::title:
      ticket_.title = text(name, node);
      return;
    case Member::type:
      ticket_.type = text_or_nothing(name, node);
      return;
    case Member::component:
      ticket_.component = text_or_nothing(name, node);
      return;
    case Member::agent:
      ticket_.agent = text_or_nothing(name, node);
      return;
    case Member::state:
      return take_state(node);
    case Member::priority:
      return take_priority(node);
    case Member::run:
      return take_run(node);
    case Member::dependencies:
      ticket_.dependencies = ids(name, node);
      return;
    case Member::blocks:
      ticket_.blocks = ids(name, node);
      return;
    case Member::blocked_by:
      ticket_.blocked_by = ids(name, node);
      return;
    case Member::parent:
      ticket_.parent = text_or_nothing(name, node);
      return;
    case Member::children:
      ticket_.children = ids(name, node);
      return;
    case Member::related_to:
    case Member::discovered_from:
      return take_loose_references(name, node);
    case Member::target_files:
      return take_target_files(node);
    case Member::effort:
    case Member::estimate:
      (member == Member::effort ? ticket_.effort : estimate_) = effort(name, node);
      return;
    case Member::validation_config:
    case Member::tasks:
      ticket_.has_checks = ticket_.has_checks || !node.is_null();
      break;
    case Member::updated:
    case Member::state_history:
    case Member::defer_reason:
    case Member::defer_reason_camel:
    case Member::defer_reason_past:
    case Member::other:
      if (source_.survey() && (name == "docs" || name == "context"))
        return take_documents(name, node, ticket_depth);
  }
  check(node, ticket_depth, source_);
}

void TicketReader::complete() {
  const auto require = [&](Member member, std::string_view name) {
    if (!(seen_ >> static_cast<unsigned>(member) & 1))
      refuse(begin_, "missing-member", name, format("no member \"{}\", expected one", name));
  };
  require(Member::id, "id");
  require(Member::title, "title");
  require(Member::state, "state");
  if (ticket_.component.empty()) ticket_.component = component_of_id(ticket_.id);
  if (ticket_.effort == 0) ticket_.effort = estimate_;
  ticket_.is_container = equal_but_for_case(ticket_.type, "epic") || !ticket_.children.empty();
}

void TicketReader::take_id(Node& node) {
  const bool is_text = node.is_string();
  const std::string_view id = text("id", node);
  if (is_text && !is_valid_id(id))
    wrong("invalid-id", "id", node.token,
          "1 to 64 letters, digits, \".\", \"_\" and \"-\", the first a letter or digit, "
          "without \"..\" and without \".lock\" at the end");
  else if (is_text && !is_usual_id(id))
    warn("unusual-id", "id", node.token, "the usual form, as AUTH-001; taken as it is");
  ticket_.id = id;
}

void TicketReader::take_state(Node& node) {
  static constexpr std::string_view states[] = {"UNPROCESSED", "IN_PROGRESS", "COMPLETED",
                                                "DEFERRED", "FAILED"};
  const bool is_text = node.is_string();
  const std::string_view given = is_text ? string(node) : std::string_view();
  if (!is_text) check(node, ticket_depth, source_);
  if (const auto state = parse_state(given)) {
    ticket_.state = *state;
    return;
  }
  const std::string_view meant = nearest(state_spelling(given.substr(0, 64)), states);
  wrong("unknown-state", "state", node.token,
        "UNPROCESSED, IN_PROGRESS, COMPLETED, DEFERRED or FAILED",
        meant.empty() ? "" : format("did you mean {}?", meant));
}

void TicketReader::take_run(Node& node) {
  if (!node.is_array()) {
    if (!node.is_string() && !node.is_null())
      return wrong_type("run", node, "a string or an array of strings");
    ticket_.has_run = !text_or_nothing("run", node).empty();
    return;
  }
  for (const ondemand::value item : node.value.get_array()) {
    Node word(item);
    ticket_.has_run = true;
    if (!word.is_string())
      wrong_type("run", word, "an array of strings only", ticket_depth + 1);
    else
      check(word, ticket_depth + 1, source_);
  }
}

std::string_view TicketReader::text(std::string_view name, Node& node) {
  if (node.is_string()) return string(node);
  wrong_type(name, node, "a string");
  return {};
}

std::string_view TicketReader::text_or_nothing(std::string_view name, Node& node) {
  return node.is_null() ? std::string_view() : text(name, node);
}

TicketReader::Views TicketReader::ids(std::string_view name, Node& node) {
  if (node.is_null()) return {};
  if (!node.is_array()) {
    wrong_type(name, node, "an array of ids, or null");
    return {};
  }
  list_.clear();
  for (const ondemand::value element : node.value.get_array()) {
    Node item(element);
    if (item.is_string())
      list_.push_back(string(item));
    else
      wrong_type(name, item, "ids (strings) in the array", ticket_depth + 1);
  }
  return kept(list_);
}

/// The string that a value is known to be; in the text itself unless there are escapes in it.
std::string_view TicketReader::string(Node& node) {
  const RawString raw = raw_string(node.token, source_);
  if (raw.escaped) return kept(node.value.get_string());
  pass_string(node);
  return raw.text;
}

std::string_view TicketReader::kept(std::string_view text) {
  if (text.empty()) return {};
  auto* const place = static_cast<char*>(arena_.allocate(text.size(), 1));
  return {place, text.copy(place, text.size())};
}

TicketReader::Views TicketReader::kept(const std::vector<std::string_view>& views) {
  if (views.empty()) return {};
  void* const place =
      arena_.allocate(views.size() * sizeof(std::string_view), alignof(std::string_view));
  auto* const first = static_cast<std::string_view*>(place);
  std::ranges::uninitialized_copy(views, std::span(first, views.size()));
  return {first, views.size()};
}

std::string TicketReader::who() const {
  return ticket_.id.empty() ? format("tickets[{}]", count_ - 1) : format("ticket {}", ticket_.id);
}

void TicketReader::refuse(const char* at, std::string_view rule, std::string_view field,
                          std::string_view what, std::string hint) const {
  IndexSurvey* const survey = source_.survey();
  if (!survey) return source_.refuse(at, rule, format("{}: {}", who(), what), std::move(hint));
  source_.refuse(at, rule, what, std::move(hint));
  survey->problems.back().ticket = count_ - 1;
  survey->problems.back().field = field;
}

void TicketReader::wrong(std::string_view rule, std::string_view name, std::string_view token,
                         std::string_view expected, std::string hint) const {
  refuse(token.data(), rule, name,
         format("{}: found {}, expected {}", name, found(token), expected), std::move(hint));
}

void TicketReader::wrong_type(std::string_view name, Node& node, std::string_view expected,
                              int depth) {
  wrong("wrong-type", name, node.token, expected);
  check(node, depth, source_);
}

void TicketReader::warn(std::string_view rule, std::string_view name, std::string_view token,
                        std::string_view expected) {
  if (auto* survey = source_.survey()) {
    wrong(rule, name, token, expected);
    survey->problems.back().is_error = false;
    return;
  }
  warn(format("{}: {}: found {}, expected {}", who(), name, found(token), expected));
}

void TicketReader::warn(std::string line) {
  if (warnings_.size() < most_warnings)
    warnings_.push_back(std::move(line));
  else
    ++more_warnings_;
}

std::vector<std::string> TicketReader::warnings() const {
  std::vector<std::string> lines = warnings_;
  if (more_warnings_ > 0) lines.push_back(format("{} more warnings of this kind", more_warnings_));
  return lines;
}

}  // namespace sage
