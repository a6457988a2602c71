#include "base/error.h"
#include "base/text.h"
#include "check/ticket_checks.h"
#include "validate/checks.h"

/// What a run looks at before it begins, in those tickets that it may get to.
namespace sage {
namespace {

/// What is wrong with one member, read as if it stood alone; empty if nothing is.
std::string problem_with(std::string_view id, std::string_view member, std::string_view value) {
  try {
    ticket_checks(format(R"({{"id":{},"{}":{}}})", json_string(id), member, value));
    return {};
  } catch (const Error& error) {
    const std::string who = format("ticket {}: ", excerpt(id, 64));
    return error.message().starts_with(who) ? error.message().substr(who.size()) : error.message();
  }
}

}  // namespace

void check_ticket_checks(Subject& subject) {
  for (TicketIndex t = 0; t < subject.backlog.size(); ++t) {
    const Ticket& ticket = subject.backlog[t];
    if (!ticket.has_checks || ticket.state == State::completed) continue;
    for (const Item& item : items_of(ticket.json)) {
      if (item.name != "validation_config" && item.name != "tasks") continue;
      const std::string problem = problem_with(ticket.id, item.name, value_of(ticket.json, item));
      if (!problem.empty()) subject.add("invalid-checks", t, item.name, problem);
    }
  }
}

void check_agents(Subject& subject, const Surroundings& around) {
  if (!around.knows_agent) return;
  for (TicketIndex t = 0; t < subject.backlog.size(); ++t) {
    const Ticket& ticket = subject.backlog[t];
    const bool may_run = ticket.state == State::unprocessed || ticket.state == State::in_progress;
    if (!may_run || ticket.is_container || ticket.has_run || ticket.agent.empty()) continue;
    if (around.knows_agent(ticket.agent)) continue;
    subject
        .add("unknown-agent", t, "agent",
             format("agent: no agent is named \"{}\"", excerpt(ticket.agent, 60)), ticket.agent)
        .hint = "name it under stream.agents in .sage/config.json";
  }
}

}  // namespace sage
