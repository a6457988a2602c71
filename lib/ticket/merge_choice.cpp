#include "ticket/merge_choice.h"

#include <compare>
#include <optional>

#include "os/clock.h"
#include "ticket/json_value.h"
#include "ticket/ticket.h"
#include "ticket/ticket_member.h"

namespace sage {
namespace {

/// The greater one of two that have an order; equal ones clash.
Choice greater(std::partial_ordering ours_to_theirs) {
  if (ours_to_theirs > 0) return Choice::ours;
  if (ours_to_theirs < 0) return Choice::theirs;
  return Choice::clash;
}

/// How far a ticket has come. FAILED counts as DEFERRED, and is told by its usual name.
int progress(State state) {
  switch (state) {
    case State::unprocessed:
      return 0;
    case State::in_progress:
      return 1;
    case State::failed:
      return 2;
    case State::deferred:
      return 3;
    case State::completed:
      return 4;
  }
  return 0;
}

Choice further(std::string_view ours, std::string_view theirs) {
  const auto our_state = parse_state(string_in(ours));
  const auto their_state = parse_state(string_in(theirs));
  if (!our_state || !their_state) return Choice::clash;
  return greater(progress(*our_state) <=> progress(*their_state));
}

/// Times of other forms than ours are compared as texts, which orders most of them.
Choice later(std::string_view ours, std::string_view theirs) {
  const std::string our_text = string_in(ours), their_text = string_in(theirs);
  const WallTime our_time = parse_iso_time(our_text), their_time = parse_iso_time(their_text);
  if (our_time != 0 && their_time != 0 && our_time != their_time)
    return greater(our_time <=> their_time);
  return greater(our_text <=> their_text);
}

std::string_view member_of(std::string_view object, std::string_view name) {
  if (object.empty() || object[0] != '{') return {};
  const auto items = items_of(object);
  const Item* item = find_item(items, name);
  return item ? value_of(object, *item) : std::string_view();
}

}  // namespace

Choice choose(std::string_view member, const Versions& value) {
  if (same_value(value.theirs, value.base) || same_value(value.ours, value.theirs))
    return Choice::ours;
  if (same_value(value.ours, value.base)) return Choice::theirs;
  if (value.ours.empty() || value.theirs.empty()) return Choice::clash;
  if (member == "state") return further(value.ours, value.theirs);
  if (member == "updated") return later(value.ours, value.theirs);
  if (is_defer_reason(member))
    return later(member_of(value.ours, "deferred_at"), member_of(value.theirs, "deferred_at"));
  return Choice::clash;
}

}  // namespace sage
