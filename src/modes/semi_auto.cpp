#include "modes/semi_auto.h"

#include <algorithm>

#include "base/text.h"
#include "plan/components.h"
#include "plan/plan.h"
#include "view/event_line.h"

namespace sage {

void SemiAuto::take(const Event& event) {
  AskingGuide::take(event);
  visit_.apply(event);
  if (std::holds_alternative<event::RunFinished>(event.body)) sum_up();
}

Guide::More SemiAuto::choose(const std::vector<Offer>& offers) {
  if (!state_.component.empty()) {
    sum_up();
    if (auto retry = to_retry(); !retry.empty()) return {true, std::move(retry)};
    leave();
  }
  std::set<std::string> asked;
  for (const Offer& offer : offers) {
    if (!asked.insert(offer.component).second) continue;
    const Answer answer = ask_for(offer.component, offers);
    if (answer == Answer::pause) return {};
    if (answer == Answer::yes) return {.go_on = true};
  }
  return {};
}

SemiAuto::Answer SemiAuto::ask_for(const std::string& component, const std::vector<Offer>& offers) {
  describe(component, offers);
  const auto answer = asking_.prompt.ask(
      {format("Go on with {}?", component), {"yes", "skip", "pause"}, "yes", "pause"});
  if (answer == "pause") {
    pause();
    return Answer::pause;
  }
  if (answer == "skip") {
    skip_component(component);
    return Answer::skip;
  }
  state_.component = component;
  save();
  return Answer::yes;
}

/// What is in it, and what it waits for in others.
void SemiAuto::describe(const std::string& component, const std::vector<Offer>& offers) {
  std::vector<std::string> ready;
  for (const Offer& offer : offers)
    if (offer.component == component) ready.push_back(named(offer));
  std::vector<Entry> entries{{"ready", {listing(ready)}}};
  std::size_t left = ready.size();
  if (const auto found = tickets()) {
    const Backlog& backlog = found->backlog;
    const auto is_left = [&](TicketIndex i) { return !is_done(backlog[i]); };
    const ComponentWork work = work_in(backlog, found->graph, component, is_left);
    left = static_cast<std::size_t>(
        std::ranges::count_if(work.left, [&](TicketIndex i) { return is_to_do(backlog[i]); }));
    std::vector<std::string> waits;
    for (const auto& wait : work.waits)
      waits.push_back(format("{} for {}", backlog[wait.ticket].id, backlog[wait.on].id));
    if (!waits.empty()) entries.push_back({"waits", {listing(waits)}});
  }
  const std::string title = format("{}: {} to do", component, counted(left, "ticket"));
  asking_.prompt.say(
      section(Tone::strong, asking_.layout.style.shown(title), entries, asking_.layout));
}

void SemiAuto::sum_up() {
  if (visit_.started.empty()) return;
  std::vector<Entry> entries;
  for (const auto& [ticket, commit] : visit_.done)
    entries.push_back({ticket, {commit.is_zero() ? "no change" : "landed " + short_id(commit)}});
  for (const auto& [ticket, deferred] : visit_.deferred)
    entries.push_back({ticket, {format("deferred: {}: {}", deferred.category, deferred.message)}});
  const std::string title =
      format("{}: {} done, {} deferred, {}", state_.component, visit_.done.size(),
             visit_.deferred.size(), human_duration(visit_.ended - visit_.began));
  asking_.prompt.say(section(visit_.deferred.empty() ? Tone::good : Tone::warn,
                             asking_.layout.style.shown(title), entries, asking_.layout));
}

/// The tickets of this component that were deferred, if the person wants to try them again.
std::vector<std::string> SemiAuto::to_retry() {
  if (visit_.deferred.empty()) return {};
  const auto answer = asking_.prompt.ask(
      {format("Try {} again?", counted(visit_.deferred.size(), "deferred ticket")),
       {"yes", "no"},
       "no",
       "no"});
  std::vector<std::string> tickets;
  for (const auto& [ticket, deferred] : visit_.deferred) tickets.push_back(ticket);
  if (answer == "no") tickets.clear();
  return tickets;
}

void SemiAuto::leave() {
  state_.component.clear();
  visit_ = {};
  save();
}

}  // namespace sage
