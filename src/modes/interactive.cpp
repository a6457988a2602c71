#include "modes/interactive.h"

#include "base/text.h"
#include "modes/shown_text.h"
#include "plan/plan.h"

namespace sage {
namespace {

constexpr std::size_t first_tickets = 3;

/// The tickets that are to be done, and the first of those that are ready.
struct Outlook {
  std::size_t to_do = 0, ready = 0;
  std::vector<std::string> first;
};

Outlook outlook(const Backlog& backlog, const Graph& graph, const Guide& wanted) {
  std::vector<Standing> standing;
  for (const Ticket& ticket : backlog.tickets())
    standing.push_back(wanted.retries(ticket) ? Standing::waiting
                                              : Plan::standing_of(ticket.state));
  Plan plan(backlog, graph, std::move(standing), {.avoid_overlap = false});
  plan.start();
  Outlook out;
  for (TicketIndex i = 0; i < backlog.size(); ++i) {
    const bool open = plan.standing(i) == Standing::waiting || plan.standing(i) == Standing::ready;
    out.to_do += open && !backlog[i].is_container && wanted.concerns(backlog[i]) ? 1 : 0;
  }
  while (const auto ticket = plan.take_ready()) {
    if (!wanted.concerns(backlog[*ticket])) continue;
    ++out.ready;
    if (out.first.size() < first_tickets)
      out.first.push_back(format("{} {}", backlog[*ticket].id, backlog[*ticket].title));
  }
  return out;
}

}  // namespace

bool Interactive::may_begin() {
  const auto found = tickets();
  if (!found) return true;
  const Outlook out = outlook(found->backlog, found->graph, asking_.wanted);
  if (out.to_do == 0) return true;
  tell(format("{} to do, {} ready{}{}", counted(out.to_do, "ticket"), out.ready,
              out.first.empty() ? "" : ": ", fmt::join(out.first, "; ")));
  return asking_.prompt.ask({"Begin?", {"yes", "no"}, "yes", "no"}) == "yes";
}

Guide::More Interactive::choose(const std::vector<Offer>& offers) {
  chosen_.clear();
  for (const Offer& offer : offers) {
    const Chosen chosen = ask_for(offer);
    if (chosen == Chosen::pause) return {};
    if (chosen == Chosen::no) continue;
    chosen_ = offer.id;
    return {.go_on = true};
  }
  return {};
}

Interactive::Chosen Interactive::ask_for(const Offer& offer) {
  for (;;) {
    const auto answer = asking_.prompt.ask({format("Start {}?", named(offer)),
                                            {"yes", "no", "skip", "look", "pause"},
                                            "yes",
                                            "pause"});
    if (answer == "yes") return Chosen::yes;
    if (answer == "no") return Chosen::no;
    if (answer == "look") {
      show(offer);
    } else if (answer == "skip") {
      skip_ticket(offer.id);
      return Chosen::no;
    } else {
      pause();
      return Chosen::pause;
    }
  }
}

void Interactive::show(const Offer& offer) {
  const auto found = tickets();
  const auto ticket = found ? found->backlog.find(offer.id) : std::nullopt;
  if (!ticket) return tell("The ticket index cannot be read just now.");
  asking_.prompt.say(shown_text(ticket_text(found->backlog[*ticket].json), asking_.layout.style));
}

Guide::Judgement Interactive::judge(const Finished& finished) {
  Judgement judgement = AskingGuide::judge(finished);
  if (judgement.what != Judgement::What::accept) return judgement;
  if (paused()) return {Judgement::What::later};
  const QueueEntry& entry = finished.entry;
  show(entry);
  for (;;) {
    const auto answer = asking_.prompt.ask({format("Land {}?", entry.ticket_id),
                                            {"yes", "no", "defer", "look", "pause"},
                                            "yes",
                                            "pause"});
    if (auto decided = decide(entry, answer)) return *decided;
  }
}

/// Nothing: to be asked again.
std::optional<Guide::Judgement> Interactive::decide(const QueueEntry& entry,
                                                    std::string_view answer) {
  using What = Judgement::What;
  if (answer == "yes") return Judgement{What::accept, ""};
  if (answer == "pause") {
    pause();
    return Judgement{What::later, ""};
  }
  if (answer == "look") {
    show_diff(entry);
    return std::nullopt;
  }
  const bool again = answer == "no";
  const auto why = asking_.prompt.words(again ? "What is the agent to do about it?" : "Why?");
  if (!why || why->empty()) return std::nullopt;
  return Judgement{again ? What::again : What::defer, *why};
}

void Interactive::show(const QueueEntry& entry) {
  std::vector<std::string> lines{on_one_line(entry.commit_message)};
  lines.push_back(entry.result.is_zero() ? "nothing was changed"
                                         : format("{}: {}", counted(entry.files.size(), "file"),
                                                  listing(entry.files)));
  asking_.prompt.say(
      section(Tone::strong, "Finished", {{entry.ticket_id, std::move(lines)}}, asking_.layout));
}

void Interactive::show_diff(const QueueEntry& entry) {
  if (entry.result.is_zero()) return tell("Nothing was changed.");
  asking_.prompt.say(shown_diff(asking_.diff(entry), asking_.layout.style));
  tell(format("All of it: git diff {:.12} {:.12}", entry.base.hex(), entry.result.hex()));
}

}  // namespace sage
