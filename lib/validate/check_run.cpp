#include <array>

#include "base/error.h"
#include "base/text.h"
#include "check/ticket_checks.h"
#include "ticket/meant_member.h"
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

constexpr std::array<std::string_view, 3> of_a_config{"verification_scripts", "auto_fix",
                                                      "max_retries"};
constexpr std::array<std::string_view, 6> of_a_script{"name",    "command",       "success_pattern",
                                                      "timeout", "expects_tests", "flaky"};

/// Members of an object in a ticket's `validation_config` that are slips for one of `known`.
void check_names(Subject& subject, TicketIndex ticket, std::string_view object,
                 std::span<const std::string_view> known) {
  if (object[0] != '{') return;
  for (const Item& item : items_of(object)) {
    const auto meant = meant_by(item.name, known);
    if (meant.empty()) continue;
    subject
        .add("unknown-member", ticket, "validation_config",
             format("validation_config: {}: unknown member, which nobody looks at",
                    excerpt(item.name, 40)),
             object.substr(item.begin + 1))
        .hint = format("did you mean {}?", meant);
  }
}

void check_names_in_config(Subject& subject, TicketIndex ticket, std::string_view config) {
  check_names(subject, ticket, config, of_a_config);
  if (config[0] != '{') return;
  const auto items = items_of(config);
  const Item* scripts = find_item(items, "verification_scripts");
  if (!scripts || config[scripts->value] != '[') return;
  const std::string_view list = value_of(config, *scripts);
  for (const Item& script : items_of(list))
    check_names(subject, ticket, value_of(list, script), of_a_script);
}

}  // namespace

void check_ticket_checks(Subject& subject) {
  for (TicketIndex t = 0; t < subject.backlog.size(); ++t) {
    const Ticket& ticket = subject.backlog[t];
    if (!ticket.has_checks || ticket.state == State::completed) continue;
    for (const Item& item : items_of(ticket.json)) {
      if (item.name != "validation_config" && item.name != "tasks") continue;
      const std::string_view value = value_of(ticket.json, item);
      if (item.name == "validation_config") check_names_in_config(subject, t, value);
      const std::string problem = problem_with(ticket.id, item.name, value);
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
