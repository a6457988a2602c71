#include "ticket/read_index_ticket.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "ticket/ticket_member.h"

namespace sage {
namespace {

constexpr int ticket_depth = 3;  // in the array `tickets` in the outermost object
constexpr std::size_t most_warnings = 100;

bool is_string(std::string_view token) { return token[0] == '"'; }

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

Ticket TicketReader::read(ondemand::value value) {
  ticket_ = {};
  seen_ = 0;
  estimate_ = 0;
  ++count_;
  const std::string_view token = token_of(value);
  begin_ = token.data();
  if (token[0] != '{')
    fail(begin_, format("found {}, expected an object with a ticket", found(token)));
  for (ondemand::field field : value.get_object()) {
    std::string_view name = raw_name(field, source_);
    if (name.find('\\') != name.npos) name = kept(field.unescaped_key());
    take(name, std::move(field).value());
  }
  complete();
  return ticket_;
}

void TicketReader::take_once(std::string_view name, unsigned member, const char* at) {
  if (seen_ >> member & 1)
    fail(at, format("member \"{}\" is there twice, expected once", escaped(name)));
  seen_ |= 1U << member;
}

void TicketReader::take(std::string_view name, ondemand::value value) {
  const Member member = member_named(name);
  if (member != Member::other)
    take_once(name, static_cast<unsigned>(member), token_of(value).data());
  switch (member) {
    case Member::id:
      return take_id(value);
    case Member::title:
      ticket_.title = text(name, value);
      return;
    case Member::type:
      ticket_.type = text_or_nothing(name, value);
      return;
    case Member::component:
      ticket_.component = text_or_nothing(name, value);
      return;
    case Member::agent:
      ticket_.agent = text_or_nothing(name, value);
      return;
    case Member::state:
      return take_state(value);
    case Member::priority:
      return take_priority(value);
    case Member::run:
      return take_run(value);
    case Member::dependencies:
      ticket_.dependencies = ids(name, value);
      return;
    case Member::blocks:
      ticket_.blocks = ids(name, value);
      return;
    case Member::blocked_by:
      ticket_.blocked_by = ids(name, value);
      return;
    case Member::parent:
      ticket_.parent = text_or_nothing(name, value);
      return;
    case Member::children:
      ticket_.children = ids(name, value);
      return;
    case Member::related_to:
    case Member::discovered_from:
      return take_loose_references(name, value);
    case Member::target_files:
      return take_target_files(value);
    case Member::effort:
      ticket_.effort = effort(name, value);
      return;
    case Member::estimate:
      estimate_ = effort(name, value);
      return;
    case Member::updated:
    case Member::state_history:
    case Member::defer_reason:
    case Member::defer_reason_camel:
    case Member::defer_reason_past:
    case Member::other:
      return check(value, ticket_depth, source_);
  }
}

void TicketReader::complete() {
  const auto require = [&](Member member, std::string_view name) {
    if (!(seen_ >> static_cast<unsigned>(member) & 1))
      fail(begin_, format("no member \"{}\", expected one", name));
  };
  require(Member::id, "id");
  require(Member::title, "title");
  require(Member::state, "state");
  if (ticket_.component.empty()) ticket_.component = prefix_of(ticket_.id);
  if (ticket_.effort == 0) ticket_.effort = estimate_;
  ticket_.is_container = equal_but_for_case(ticket_.type, "epic") || !ticket_.children.empty();
}

void TicketReader::take_id(ondemand::value value) {
  const std::string_view token = token_of(value);
  const std::string_view id = text("id", value);
  if (!is_valid_id(id))
    wrong("id", token,
          "1 to 64 letters, digits, \".\", \"_\" and \"-\", the first a letter or digit, "
          "without \"..\" and without \".lock\" at the end");
  ticket_.id = id;
  if (!is_usual_id(id)) warn("id", token, "the usual form, as AUTH-001; taken as it is");
}

void TicketReader::take_state(ondemand::value value) {
  static constexpr std::string_view states[] = {"UNPROCESSED", "IN_PROGRESS", "COMPLETED",
                                                "DEFERRED", "FAILED"};
  const std::string_view token = token_of(value);
  const std::string_view given = is_string(token) ? string(value) : std::string_view();
  if (const auto state = parse_state(given)) {
    ticket_.state = *state;
    return;
  }
  const std::string_view meant = nearest(state_spelling(given.substr(0, 64)), states);
  wrong("state", token, "UNPROCESSED, IN_PROGRESS, COMPLETED, DEFERRED or FAILED",
        meant.empty() ? "" : format("did you mean {}?", meant));
}

void TicketReader::take_priority(ondemand::value value) {
  const std::string_view token = token_of(value);
  if (token.size() == 4 && token.starts_with("\"P") && token[2] >= '0' && token[2] <= '3')
    ticket_.priority = static_cast<std::uint8_t>(token[2] - '0');
  else
    warn("priority", token, "P0, P1, P2 or P3; taken as P2");
  check(value, ticket_depth, source_);
}

void TicketReader::take_run(ondemand::value value) {
  const std::string_view token = token_of(value);
  if (token[0] != '[') {
    if (!is_string(token) && token != "null")
      wrong("run", token, "a string or an array of strings");
    ticket_.has_run = !text_or_nothing("run", value).empty();
    return;
  }
  for (ondemand::value word : value.get_array()) {
    if (!is_string(token_of(word))) wrong("run", token_of(word), "an array of strings only");
    raw_string(token_of(word), source_);
    ticket_.has_run = true;
  }
}

void TicketReader::take_target_files(ondemand::value value) {
  const std::string_view token = token_of(value);
  if (token[0] != '[') {
    if (token != "null") warn("targetFiles", token, "an array; left out");
    return check(value, ticket_depth, source_);
  }
  list_.clear();
  for (const ondemand::value file : value.get_array()) take_target_file(file);
  ticket_.target_paths = kept(list_);
}

/// Either {"path": …, …} or only the path.
void TicketReader::take_target_file(ondemand::value value) {
  const std::string_view token = token_of(value);
  if (is_string(token)) {
    list_.push_back(string(value));
  } else if (token[0] == '{') {
    for (ondemand::field field : value.get_object()) {
      const bool is_path = raw_name(field, source_) == "path";
      ondemand::value member = std::move(field).value();
      if (is_path && is_string(token_of(member)))
        list_.push_back(string(member));
      else
        check(member, ticket_depth + 2, source_);
    }
  } else {
    warn("targetFiles", token, "objects with a path; left out");
    check(value, ticket_depth + 1, source_);
  }
}

void TicketReader::take_loose_references(std::string_view name, ondemand::value value) {
  const auto take_one = [&](ondemand::value item, int depth) {
    const std::string_view token = token_of(item);
    if (is_string(token)) return loose_references_.push_back({count_ - 1, name, string(item)});
    if (token != "null") warn(name, token, "ids of tickets; left out");
    check(item, depth, source_);
  };
  if (token_of(value)[0] != '[') return take_one(value, ticket_depth);
  for (const ondemand::value item : value.get_array()) take_one(item, ticket_depth + 1);
}

/// A number, or an object that says points, hours or days. 0 = not said.
double TicketReader::effort(std::string_view name, ondemand::value value) {
  if (token_of(value)[0] == '{') return effort_in(name, value.get_object());
  return amount(name, value);
}

double TicketReader::effort_in(std::string_view name, ondemand::object object) {
  static constexpr std::string_view units[] = {"storyPoints",    "points",        "hours",
                                               "estimatedHours", "estimatedDays", "days"};
  const auto* best = std::end(units);
  double effort = 0;
  for (ondemand::field field : object) {
    const auto* unit = std::ranges::find(units, raw_name(field, source_));
    ondemand::value member = std::move(field).value();
    if (unit >= best) {
      check(member, ticket_depth + 1, source_);
    } else if (const double said = amount(name, member); said > 0) {
      best = unit;
      effort = said;
    }
  }
  return effort;
}

double TicketReader::amount(std::string_view name, ondemand::value value) {
  const std::string_view token = token_of(value);
  double number = 0;
  if (token[0] != '"' && token[0] != '[' && token[0] != '{' && token != "null") {
    check(value, ticket_depth, source_);
    if (!value.get_double().get(number) && std::isfinite(number) && number >= 0) return number;
  } else {
    check(value, ticket_depth + 1, source_);
  }
  if (token != "null")
    warn(name, token, "a number, or an object with storyPoints, hours or days; taken as not said");
  return 0;
}

std::string_view TicketReader::text(std::string_view name, ondemand::value value) {
  const std::string_view token = token_of(value);
  if (!is_string(token)) wrong(name, token, "a string");
  return string(value);
}

std::string_view TicketReader::text_or_nothing(std::string_view name, ondemand::value value) {
  return token_of(value) == "null" ? std::string_view() : text(name, value);
}

TicketReader::Views TicketReader::ids(std::string_view name, ondemand::value value) {
  const std::string_view token = token_of(value);
  if (token == "null") return {};
  if (token[0] != '[') wrong(name, token, "an array of ids, or null");
  list_.clear();
  for (ondemand::value item : value.get_array()) {
    if (!is_string(token_of(item))) wrong(name, token_of(item), "ids (strings) in the array");
    list_.push_back(string(item));
  }
  return kept(list_);
}

/// The string that a value is known to be; in the text itself unless there are escapes in it.
std::string_view TicketReader::string(ondemand::value value) {
  const std::string_view raw = raw_string(token_of(value), source_);
  return raw.find('\\') == raw.npos ? raw : kept(value.get_string());
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

void TicketReader::fail(const char* at, std::string_view what, std::string hint) const {
  source_.fail(at, format("{}: {}", who(), what), std::move(hint));
}

void TicketReader::wrong(std::string_view name, std::string_view token, std::string_view expected,
                         std::string hint) const {
  fail(token.data(), format("{}: found {}, expected {}", name, found(token), expected),
       std::move(hint));
}

void TicketReader::warn(std::string_view name, std::string_view token, std::string_view expected) {
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
