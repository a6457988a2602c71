#include "modes/asking_guide.h"

#include <algorithm>

#include "base/text.h"
#include "plan/plan.h"

namespace sage {
namespace {

bool holds(const std::vector<std::string>& list, std::string_view one) {
  return std::ranges::find(list, one) != list.end();
}

}  // namespace

bool AskingGuide::begin(IndexStore& index) {
  index_ = &index;
  if (!take_up()) {
    state_ = {.mode = state_.mode, .since = iso_time(wall_now())};
    if (!may_begin()) return false;
  }
  state_.command = asking_.command;
  save();
  return true;
}

/// Whether a session goes on.
bool AskingGuide::take_up() {
  std::optional<SessionState> found;
  try {
    found = asking_.file.load(state_.mode);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input) throw;
    tell("A session that cannot be taken up was set aside as " + asking_.file.set_aside().string() +
         ": " + error.message());
  }
  if (!found) return false;
  std::vector<std::string> skipped = found->skipped_components;
  skipped.insert(skipped.end(), found->skipped_tickets.begin(), found->skipped_tickets.end());
  tell(format("A session of {} has not come to its end{}{}.", found->since,
              found->component.empty() ? "" : "; it was at " + found->component,
              skipped.empty() ? "" : "; skipped: " + listing(skipped)));
  if (!found->command.empty() && found->command != asking_.command)
    tell_command("It was worked on with", found->command);
  if (asking_.prompt.ask({"Resume it?", {"yes", "afresh"}, "yes", "yes"}) != "yes") return false;
  state_ = std::move(*found);
  return true;
}

void AskingGuide::end(bool interrupted) {
  if (paused_ || interrupted)
    tell_command("Paused. To go on", asking_.command);
  else
    asking_.file.remove();
}

Guide::Start AskingGuide::may_start(const Ticket& ticket) {
  const Start start = asking_.wanted.may_start(ticket);
  if (start != Start::yes) return start;
  Offer offer{std::string(ticket.id), std::string(ticket.title), std::string(ticket.component)};
  if (is_wanted(offer)) return Start::yes;
  std::erase_if(offers_, [&](const Offer& other) { return other.id == offer.id; });
  if (!holds(state_.skipped_tickets, offer.id) &&
      !holds(state_.skipped_components, offer.component))
    offers_.push_back(std::move(offer));
  return Start::not_now;
}

/// What became ready while others ran was offered as it came: once more, for the order.
Guide::More AskingGuide::more() {
  if (paused_) return {};
  if (std::exchange(in_order_, true)) {
    More more = choose(std::exchange(offers_, {}));
    in_order_ = false;
    return more;
  }
  offers_.clear();
  return {.go_on = true};
}

void AskingGuide::take(const Event& event) {
  if (const auto* landed = std::get_if<event::Landed>(&event.body)) done_.insert(landed->ticket);
  if (const auto* same = std::get_if<event::NoChange>(&event.body)) done_.insert(same->ticket);
  if (const auto* closed = std::get_if<event::Closed>(&event.body)) done_.insert(closed->ticket);
}

std::optional<AskingGuide::Tickets> AskingGuide::tickets() const {
  try {
    Backlog backlog = index_->read();
    Graph graph = Graph::build(backlog);
    return Tickets{std::move(backlog), std::move(graph)};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input) throw;
    return std::nullopt;
  }
}

void AskingGuide::skip_ticket(const std::string& id) {
  state_.skipped_tickets.push_back(id);
  save();
}

void AskingGuide::skip_component(const std::string& component) {
  state_.skipped_components.push_back(component);
  save();
}

void AskingGuide::pause() {
  paused_ = true;
  save();
}

/// On one line, to be copied.
void AskingGuide::tell_command(std::string_view what, std::string_view command) {
  asking_.prompt.say(format("{}: {}\n", what, asking_.layout.style.shown(command)));
}

void AskingGuide::save() { asking_.file.save(state_); }

bool AskingGuide::is_done(const Ticket& ticket) const {
  return ticket.state == State::completed || done_.contains(std::string(ticket.id));
}

bool AskingGuide::is_to_do(const Ticket& ticket) const {
  const bool deferred = Plan::standing_of(ticket.state) == Standing::deferred;
  return !is_done(ticket) && (!deferred || retries(ticket)) && concerns(ticket);
}

}  // namespace sage
