#include "view/event_line.h"

#include <csignal>

#include "base/text.h"

namespace sage {
namespace {

constexpr std::size_t message_bytes = 400;

std::string brief(const std::string& text) { return excerpt(on_one_line(text), message_bytes); }

std::string joined(std::string_view before, std::string_view text) {
  return text.empty() ? "" : format("{}{}", before, text);
}

std::string signal_name(int signal) {
  if (signal == SIGINT) return "SIGINT";
  if (signal == SIGTERM) return "SIGTERM";
  return format("signal {}", signal);
}

/// "unit needed 2 repeats": of those checks that did.
std::string repeated(const std::vector<CheckReport>& checks) {
  std::vector<std::string> parts;
  for (const auto& check : checks)
    if (check.runs > 1)
      parts.push_back(format("{} needed {}", check.name,
                             counted(static_cast<std::uint64_t>(check.runs - 1), "repeat")));
  return listing(parts);
}

/// One overload an event, and no catch-all: a new event does not compile until it has a line.
struct Describe {
  const RunState& state;
  using Line = std::optional<EventLine>;

  const RunState::TicketRun& ticket(const std::string& id) const {
    static const RunState::TicketRun unknown;
    const auto found = state.tickets.find(id);
    return found == state.tickets.end() ? unknown : found->second;
  }

  Line operator()(const event::RunStarted& e) const {
    const std::string how =
        e.worker_limit == 0  // a run of `land`
            ? "only what is finished lands"
            : "up to " + counted(static_cast<std::uint64_t>(e.worker_limit), "worker");
    return {
        {Tone::strong, "run",
         format("{} on {}: {}, {} done, {}{}", e.run, e.branch, counted(e.tickets, "ticket"),
                e.done, how, e.workspaces.empty() ? "" : format(", {} workspaces", e.workspaces))}};
  }
  Line operator()(const event::Counts&) const { return {}; }
  Line operator()(const event::TicketStarted& e) const {
    return {{Tone::plain, "started",
             format("{} {} (attempt {}, worker {})", e.ticket, e.title, e.attempt, e.worker)}};
  }
  Line operator()(const event::Progress&) const { return {}; }
  Line operator()(const event::AttemptFailed& e) const {
    const std::string next =
        e.retry_in_ms < 0 ? "no attempt left" : "retry in " + human_duration(e.retry_in_ms);
    return {{Tone::warn, "failed",
             format("{} (attempt {}): {}, {}{}", e.ticket, e.attempt, brief(e.message), next,
                    joined("; log in ", e.log))}};
  }
  Line operator()(const event::Slowed& e) const {
    return {{Tone::warn, "slowed",
             format("{} asked to be tried later: nothing new starts for {}", e.ticket,
                    human_duration(e.wait_ms))}};
  }
  Line operator()(const event::ResultQueued& e) const {
    const std::string repeats = repeated(e.checks);
    if (e.fix_rounds > 0)
      return {{Tone::plain, "mended",
               format("{} after {}{}", e.ticket,
                      counted(static_cast<std::uint64_t>(e.fix_rounds), "fix-up round"),
                      joined("; flaky: ", repeats))}};
    if (!repeats.empty()) return {{Tone::warn, "flaky", format("{}: {}", e.ticket, repeats)}};
    return {};
  }
  Line operator()(const event::ConflictForeseen& e) const {
    return {{Tone::warn, "foreseen",
             format("{} will conflict with {}, which lands first: {}", e.ticket, e.with,
                    listing(e.paths))}};
  }
  Line operator()(const event::GateStarted&) const { return {}; }
  Line operator()(const event::GateFinished& e) const {
    const std::string what = e.ticket.empty() ? "the branch itself" : e.ticket;
    const auto* failing = first_failing(e.checks);
    if (failing)
      return {{Tone::warn, "gate",
               format("{}: {} {}{}: {}{}", what, failing->name, to_string(failing->verdict),
                      e.remembered ? " (remembered)" : "", brief(failing->message),
                      joined("; log in ", failing->log))}};
    const std::string repeats = e.remembered ? "" : repeated(e.checks);
    if (repeats.empty()) return {};
    return {{Tone::warn, "flaky", format("{}: {}", what, repeats)}};
  }
  Line operator()(const event::GateDropped&) const { return {}; }
  Line operator()(const event::Conflicted& e) const {
    return {{Tone::warn, "conflict",
             format("{} (attempt {}) with what landed meanwhile: {}", e.ticket, e.attempt,
                    listing(e.paths))}};
  }
  Line operator()(const event::LandingHeld& e) const {
    const std::string paths = e.paths.empty() ? "" : listing(e.paths);
    return {
        {Tone::warn, "held", format("{}: {}{}", e.ticket, brief(e.reason), joined(": ", paths))}};
  }
  Line operator()(const event::LandingIntent&) const { return {}; }
  Line operator()(const event::Landed& e) const {
    const auto& run = ticket(e.ticket);
    return {{Tone::good, "landed",
             format("{} {} {}{} {}{}", e.ticket, short_id(e.commit), counted(e.files, "file"),
                    e.merged.empty() ? "" : format(" ({} merged)", e.merged.size()),
                    human_duration(run.agent_ms), joined(" ", run.title))}};
  }
  Line operator()(const event::RolledBack& e) const {
    const std::string reopened = listing(e.reopened);
    return {{Tone::warn, "rolled back",
             format("{} {} by {}{}", e.ticket, short_id(e.landing), short_id(e.commit),
                    joined(", reopened ", reopened))}};
  }
  Line operator()(const event::NoChange& e) const {
    return {{Tone::good, "no change", e.ticket + joined(": ", brief(e.summary))}};
  }
  Line operator()(const event::Closed& e) const { return {{Tone::good, "closed", e.ticket}}; }
  Line operator()(const event::Deferred& e) const {
    const std::string kept = e.result.is_zero() ? "" : short_id(e.result);
    return {{Tone::bad, "deferred",
             format("{}: {}: {}{}", e.ticket, e.category, brief(e.message),
                    joined("; result kept: ", kept))}};
  }
  Line operator()(const event::Blocked& e) const {
    return {{Tone::warn, "blocked", e.ticket + joined(" by ", blocked_by(e.ticket, e.chain))}};
  }
  Line operator()(const event::Cancelled& e) const {
    return {{Tone::warn, "cancelled",
             format("{} (attempt {}): the run ends, the ticket goes back", e.ticket, e.attempt)}};
  }
  Line operator()(const event::WorkerLost& e) const {
    return {{Tone::warn, "lost",
             format("worker {}{}: {}", e.worker, joined(" with ", e.ticket), brief(e.message))}};
  }
  Line operator()(const event::Recovered& e) const {
    return {{Tone::plain, "recovered",
             e.ticket.empty() ? brief(e.how) : e.ticket + joined(": ", brief(e.how))}};
  }
  Line operator()(const event::IndexReloaded& e) const {
    return {{Tone::plain, "index",
             format("read again: {}, {} new", counted(e.tickets, "ticket"), e.added)}};
  }
  Line operator()(const event::Discovered& e) const {
    return {{Tone::plain, "found", format("{} {} (by {})", e.ticket, e.title, e.from)}};
  }
  Line operator()(const event::Pushed& e) const {
    return {
        {Tone::good, "pushed",
         format("{} {} to {} {}", e.ref, short_id(e.commit), e.remote, human_duration(e.push_ms))}};
  }
  Line operator()(const event::PushFailed& e) const {
    return {{Tone::bad, "not pushed",
             format("{} {} to {}: {}", e.ref, short_id(e.commit), e.remote, brief(e.message))}};
  }
  Line operator()(const event::Warning& e) const {
    return {{Tone::warn, "warning",
             e.ticket.empty() ? brief(e.message) : e.ticket + ": " + brief(e.message)}};
  }
  Line operator()(const event::Interrupted& e) const {
    return {{Tone::warn, "interrupted",
             format("by {}: nothing new starts, {}", signal_name(e.signal),
                    e.agents_ended ? "running agents are ended"
                                   : "running agents may finish (once more ends them)")}};
  }
  Line operator()(const event::RunFinished& e) const {
    return {{Tone::strong, "finished", "after " + human_duration(e.wall_ms)}};
  }
};

}  // namespace

std::optional<EventLine> event_line(const Event& event, const RunState& state) {
  return std::visit(Describe{state}, event.body);
}

std::string blocked_by(const std::string& ticket, const std::vector<std::string>& chain) {
  const bool names_itself = !chain.empty() && chain.front() == ticket;
  std::string out;
  for (std::size_t i = names_itself ? 1 : 0; i < chain.size(); ++i)
    out += joined(out.empty() ? "" : " -> ", chain[i]);
  return out;
}

std::string train_place(const std::string& ticket, const RunState& state, const Style& style) {
  const auto& run = state.tickets.at(ticket);
  if (state.tests.contains(ticket)) return "testing";
  if (!run.conflicts_with.empty()) return "will conflict with " + run.conflicts_with;
  if (!run.verdict) return "waiting";
  if (run.verdict != Verdict::PASS) return std::string(to_string(*run.verdict));
  return style.unicode ? "✓ tested" : "tested";
}

std::string short_id(const ObjectId& id) { return id.hex().substr(0, 8); }

}  // namespace sage
