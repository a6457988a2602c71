#include "report/run_facts.h"

#include <algorithm>

#include "plan/graph.h"
#include "run/phase.h"
#include "ticket/component.h"

namespace sage {
namespace {

using Phase = RunState::Phase;

/// The order of the states in every report: what is good, what needs somebody, what goes on.
constexpr std::string_view state_order[] = {
    "landed",           "no_change", "closed",      "done",    "deferred",
    "blocked",          "held",      "rolled_back", "running", "queued",
    "waiting_to_retry", "cancelled", "not_started"};

std::string state_in_index(State state) {
  switch (state) {
    case State::completed:
      return "done";
    case State::deferred:
    case State::failed:
      return "deferred";
    case State::unprocessed:
    case State::in_progress:
      break;
  }
  return "not_started";
}

/// Why the index says that a ticket is deferred.
void add_reason(const Ticket& ticket, TicketFacts& facts) {
  const json::value document = parse_json(ticket.json, "the ticket");
  const auto* reason = document.as_object().if_contains("defer_reason");
  if (!reason || !reason->is_object()) return;
  const auto read = [&](const char* name, std::string& into) {
    const auto* text = reason->as_object().if_contains(name);
    if (text && text->is_string()) into = std::string(text->get_string());
  };
  read("category", facts.category);
  read("message", facts.message);
}

TicketFacts facts_of_index(const Ticket& ticket) {
  TicketFacts facts{.id = std::string(ticket.id),
                    .title = std::string(ticket.title),
                    .component = std::string(ticket.component),
                    .type = std::string(ticket.type),
                    .priority = format("P{}", ticket.priority),
                    .state = state_in_index(ticket.state)};
  if (facts.state == "deferred") add_reason(ticket, facts);
  return facts;
}

/// Fills the tickets of the facts from the fold of the run, and from what only single events tell.
class TicketFolder {
 public:
  TicketFolder(RunFacts& facts, WallTime start) : facts_(facts), start_(start) {
    for (std::size_t i = 0; i < facts.tickets.size(); ++i) places_[facts.tickets[i].id] = i;
  }

  void add_run(const RunState& run) {
    for (const auto& id : run.order) {
      if (id.empty()) continue;
      const auto& of_run = run.tickets.at(id);
      TicketFacts& ticket = ticket_of(id);
      if (!of_run.title.empty()) ticket.title = of_run.title;
      ticket.state = phase_name(of_run.phase);
      ticket.category = of_run.category;
      ticket.message = of_run.message;
      ticket.last_error = of_run.last_error;
      ticket.blocked_by = of_run.chain;
      ticket.summary = of_run.summary;
      ticket.attempts_made = of_run.attempt;
      ticket.fix_rounds = of_run.fix_rounds;
      ticket.agent_ms = of_run.agent_ms;
      ticket.check_ms = of_run.check_ms;
      ticket.gate_ms = of_run.gate_ms;
      ticket.commit = of_run.commit;
      ticket.result = of_run.result;
      if (of_run.settled > 0) ticket.settled_ms = std::max<WallTime>(of_run.settled - start_, 0);
    }
  }

  void add_timeline(const std::vector<Stretch>& timeline) {
    for (const auto& stretch : timeline) {
      if (stretch.ticket.empty()) continue;
      TicketFacts& ticket = ticket_of(stretch.ticket);
      if (stretch.kind == Stretch::Kind::queued) ticket.queue_ms += stretch.length_ms();
      if (stretch.kind != Stretch::Kind::attempt) continue;
      if (ticket.begin_ms < 0) ticket.begin_ms = stretch.begin_ms;
      ticket.attempts.push_back({.number = stretch.attempt,
                                 .begin_ms = stretch.begin_ms,
                                 .end_ms = stretch.end_ms,
                                 .end = stretch.end});
    }
  }

  void operator()(const event::ResultQueued& e) { ticket_of(e.ticket).checks = e.checks; }
  void operator()(const event::GateFinished& e) {
    if (e.ticket.empty()) return;
    TicketFacts& ticket = ticket_of(e.ticket);
    ticket.gate_verdict = to_string(e.verdict);
    ticket.gate_checks = e.checks;
    ticket.gate_remembered = e.remembered;
  }
  template <class SaysNoMore>
  void operator()(const SaysNoMore&) {}

 private:
  TicketFacts& ticket_of(const std::string& id) {
    const auto [place, is_new] = places_.try_emplace(id, facts_.tickets.size());
    if (is_new) facts_.tickets.push_back({.id = id, .component = std::string(component_of_id(id))});
    return facts_.tickets[place->second];
  }

  RunFacts& facts_;
  const WallTime start_;
  std::map<std::string, std::size_t> places_;
};

void add_backlog(const Backlog& backlog, RunFacts& facts) {
  const char* at = backlog.text().data();
  std::uint64_t line = 1;
  for (const Ticket& ticket : backlog.tickets()) {
    line += static_cast<std::uint64_t>(std::count(at, ticket.json.data(), '\n'));
    at = ticket.json.data();
    facts.tickets.push_back(facts_of_index(ticket));
    facts.tickets.back().line = line;
  }
  try {
    const Graph graph = Graph::build(backlog);
    for (TicketIndex t = 0; t < backlog.size(); ++t)
      for (const TicketIndex needed : graph.predecessors(t))
        facts.tickets[t].depends_on.emplace_back(backlog[needed].id);
  } catch (const Error& error) {
    facts.warnings.push_back("no dependencies are shown: " + error.message());
  }
}

void count_states(RunFacts& facts) {
  facts.states.clear();
  for (const auto state : state_order)
    if (const auto number = in_state(facts, state).size(); number > 0)
      facts.states.push_back({std::string(state), number});
}

void count_components(RunFacts& facts) {
  std::map<std::string, ComponentFacts> components;
  for (const auto& ticket : facts.tickets) {
    ComponentFacts& component = components[ticket.component];
    component.component = ticket.component;
    ++component.tickets;
    component.done += is_done_now(ticket) || ticket.state == "done";
    component.done_now += is_done_now(ticket);
    component.deferred += ticket.state == "deferred";
    component.blocked += ticket.state == "blocked";
    component.agent_ms += ticket.agent_ms;
  }
  facts.components.clear();
  for (auto& [name, component] : components) facts.components.push_back(std::move(component));
}

Velocity velocity_of(const RunFacts& facts) {
  Velocity velocity;
  for (const auto& ticket : facts.tickets) {
    if (ticket.state != "landed" && ticket.state != "no_change") continue;
    ++velocity.done;
    velocity.mean_agent_ms += ticket.agent_ms;
    velocity.mean_lead_ms += ticket.lead_ms();
  }
  if (velocity.done == 0) return velocity;
  velocity.mean_agent_ms /= static_cast<std::int64_t>(velocity.done);
  velocity.mean_lead_ms /= static_cast<std::int64_t>(velocity.done);
  if (facts.wall_ms > 0)
    velocity.per_hour =
        static_cast<double>(velocity.done) * 3'600'000.0 / static_cast<double>(facts.wall_ms);
  return velocity;
}

std::string name_of_branch(const std::string& ref) {
  constexpr std::string_view branches = "refs/heads/";
  return ref.starts_with(branches) ? ref.substr(branches.size()) : ref;
}

std::string standing_of(const RunState& run, WallTime now) {
  if (run.finished) return "finished";
  return now == 0 ? "cut short" : "going on";
}

}  // namespace

RunFacts facts_of(const std::vector<Event>& events, const Backlog* backlog, WallTime now) {
  const RunState run = fold(events);
  if (run.finished) now = 0;
  RunFacts facts{.run = run.run.run,
                 .branch = name_of_branch(run.run.branch),
                 .version = run.run.version,
                 .command = run.run.command,
                 .standing = standing_of(run, now),
                 .started = iso_time(run.started),
                 .wall_ms = std::max<WallTime>(now == 0 ? run.wall_ms() : now - run.started, 0),
                 .worker_limit = run.run.worker_limit};
  if (run.finished) facts.exit_code = run.finished->exit_code;
  facts.warnings = run.warnings;
  if (backlog) add_backlog(*backlog, facts);
  facts.timeline = timeline_of(events, now);
  TicketFolder tickets(facts, run.started);
  tickets.add_run(run);
  tickets.add_timeline(facts.timeline);
  for (const auto& event : events) std::visit(tickets, event.body);
  facts.time = time_spent(facts.timeline, facts.worker_limit, facts.wall_ms);
  count_states(facts);
  count_components(facts);
  facts.velocity = velocity_of(facts);
  facts.runs.push_back(line_of(run));
  return facts;
}

void take_back(const std::set<std::string>& tickets, RunFacts& facts) {
  for (auto& ticket : facts.tickets) {
    if (!tickets.contains(ticket.id)) continue;
    ticket.state = "rolled_back";
    ticket.message = "taken back after the run";
  }
  count_states(facts);
  count_components(facts);
  facts.velocity = velocity_of(facts);
}

RunLine line_of(const RunState& run) {
  return {.run = run.run.run,
          .started = iso_time(run.started),
          .done = tickets_in(run, Phase::landed).size() + tickets_in(run, Phase::no_change).size(),
          .deferred = tickets_in(run, Phase::deferred).size(),
          .wall_ms = run.wall_ms(),
          .agent_ms = run.agent_ms()};
}

std::vector<const TicketFacts*> in_state(const RunFacts& facts, std::string_view state) {
  std::vector<const TicketFacts*> out;
  for (const auto& ticket : facts.tickets)
    if (ticket.state == state) out.push_back(&ticket);
  return out;
}

bool is_done_now(const TicketFacts& ticket) {
  return ticket.state == "landed" || ticket.state == "no_change" || ticket.state == "closed";
}

bool is_deferred_now(const TicketFacts& ticket) {
  return ticket.state == "deferred" && ticket.settled_ms >= 0;
}

}  // namespace sage
