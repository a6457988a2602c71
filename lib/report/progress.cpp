#include "report/progress.h"

#include <algorithm>

namespace sage {
namespace {

using Row = std::vector<std::string>;

std::string share(std::int64_t part, std::int64_t whole) {
  return whole <= 0
             ? ""
             : format("{:.1f}%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string number(std::uint64_t count) { return count == 0 ? "" : std::to_string(count); }

std::string duration(std::int64_t ms) { return ms == 0 ? "" : human_duration(ms); }

ReportTable by_state(const RunFacts& facts) {
  ReportTable table{"By state", {"State", "Tickets", "Share"}, 2, {}};
  for (const auto& [state, tickets] : facts.states)
    table.rows.push_back({in_words(state), std::to_string(tickets),
                          share(static_cast<std::int64_t>(tickets),
                                static_cast<std::int64_t>(facts.tickets.size()))});
  return table;
}

ReportTable by_component(const RunFacts& facts) {
  ReportTable table{
      "By component",
      {"Component", "Tickets", "Done", "In this run", "Deferred", "Blocked", "Agent time"},
      6,
      {}};
  for (const auto& component : facts.components)
    table.rows.push_back({component.component, std::to_string(component.tickets),
                          number(component.done), number(component.done_now),
                          number(component.deferred), number(component.blocked),
                          duration(component.agent_ms)});
  return table;
}

ReportTable velocity(const RunFacts& facts) {
  ReportTable table{"Velocity", {"Run", "Tickets done", "Deferred", "Took", "Agent time"}, 4, {}};
  for (const auto& run : facts.runs)
    table.rows.push_back({run.run, number(run.done), number(run.deferred),
                          human_duration(run.wall_ms), duration(run.agent_ms)});
  return table;
}

ReportTable time_of_workers(const TimeSpent& time) {
  ReportTable table{"Where the workers' time went", {"What", "Time", "Share"}, 2, {}};
  const std::int64_t all = time.workers * time.wall_ms;
  const std::pair<const char*, std::int64_t> parts[] = {
      {"agents", time.agent_ms},       {"checks of tickets", time.check_ms},
      {"gate", time.gate_ms},          {"preparing workspaces", time.prepare_ms},
      {"collecting", time.collect_ms}, {"not told apart", time.other_ms},
      {"idle", time.idle_ms}};
  for (const auto& [what, spent] : parts)
    if (spent > 0) table.rows.push_back({what, human_duration(spent), share(spent, all)});
  return table;
}

/// A table of the tickets in one state, a row each.
template <class ToRow>
ReportTable tickets_in_state(const RunFacts& facts, std::string_view state, Row columns,
                             std::size_t numbers, ToRow to_row) {
  std::string title = in_words(state);
  title[0] = static_cast<char>(title[0] - 'a' + 'A');
  ReportTable table{title, std::move(columns), numbers, {}};
  for (const auto* ticket : in_state(facts, state)) table.rows.push_back(to_row(*ticket));
  return table;
}

void add_tickets(const RunFacts& facts, std::vector<ReportTable>& tables) {
  tables.push_back(tickets_in_state(
      facts, "landed", {"Ticket", "Title", "Commit", "Changes", "Agent time"}, 1,
      [](const TicketFacts& ticket) -> Row {
        return {ticket.id, ticket.title, short_commit(ticket.commit),
                ticket.change ? size_of(*ticket.change) : "", duration(ticket.agent_ms)};
      }));
  tables.push_back(tickets_in_state(facts, "no_change", {"Ticket", "Title", "Why"}, 0,
                                    [](const TicketFacts& ticket) -> Row {
                                      return {ticket.id, ticket.title, ticket.summary};
                                    }));
  tables.push_back(
      tickets_in_state(facts, "deferred", {"Ticket", "Title", "Category", "Reason", "Attempts"}, 1,
                       [](const TicketFacts& ticket) -> Row {
                         return {ticket.id, ticket.title, ticket.category, ticket.message,
                                 number(static_cast<std::uint64_t>(ticket.attempts_made))};
                       }));
  tables.push_back(tickets_in_state(
      facts, "blocked", {"Ticket", "Title", "By"}, 0, [](const TicketFacts& ticket) -> Row {
        std::string chain;
        for (std::size_t i = 1; i < ticket.blocked_by.size(); ++i)
          chain += (chain.empty() ? "" : " -> ") + ticket.blocked_by[i];
        return {ticket.id, ticket.title, chain};
      }));
  for (const char* state :
       {"held", "rolled_back", "running", "queued", "waiting_to_retry", "cancelled"})
    tables.push_back(tickets_in_state(facts, state, {"Ticket", "Title", "What is known"}, 0,
                                      [](const TicketFacts& ticket) -> Row {
                                        return {ticket.id, ticket.title, ticket.message};
                                      }));
}

std::string ending(const RunFacts& facts) {
  const std::string took = human_duration(facts.wall_ms);
  const std::string workers =
      facts.worker_limit > 0
          ? format(", up to {}", counted(static_cast<std::uint64_t>(facts.worker_limit), "worker"))
          : "";
  if (facts.exit_code)
    return format("finished after {}, exit code {}{}", took, *facts.exit_code, workers);
  if (facts.standing == "going on") return format("still going on, for {}{}", took, workers);
  return format("cut short after {}; the next run picks up what it left{}", took, workers);
}

std::string speed(const Velocity& velocity) {
  return format("{} done: {:.1f} an hour; {} of agent time each, {} from first start to end",
                counted(velocity.done, "ticket"), velocity.per_hour,
                human_duration(velocity.mean_agent_ms), human_duration(velocity.mean_lead_ms));
}

}  // namespace

Progress progress_of(const RunFacts& facts) {
  Progress progress{.title = format("Run {} on {}", facts.run, facts.branch)};
  progress.lines.push_back(format("began {}, {}", facts.started, ending(facts)));
  if (!facts.states.empty()) progress.lines.push_back(state_counts(facts));
  if (facts.velocity.done > 0) progress.lines.push_back(speed(facts.velocity));
  if (facts.time.queue_ms + facts.time.landing_ms > 0)
    progress.lines.push_back(format("results waited {} to land, all together; landing took {}",
                                    human_duration(facts.time.queue_ms),
                                    human_duration(facts.time.landing_ms)));
  progress.tables = {by_state(facts), by_component(facts), velocity(facts),
                     time_of_workers(facts.time)};
  add_tickets(facts, progress.tables);
  ReportTable warnings{"Warnings", {"Warning"}, 0, {}};
  for (const auto& warning : facts.warnings) warnings.rows.push_back({warning});
  progress.tables.push_back(std::move(warnings));
  std::erase_if(progress.tables, [](const ReportTable& table) { return table.rows.empty(); });
  return progress;
}

std::string in_words(std::string_view state) {
  std::string words(state);
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string state_counts(const RunFacts& facts) {
  std::vector<std::string> parts;
  for (const auto& [state, tickets] : facts.states)
    parts.push_back(format("{} {}", tickets, in_words(state)));
  return listing(parts, parts.size());
}

std::string headline(const RunFacts& facts) {
  return format("run {} on {}: {} in {}", facts.run, facts.branch, state_counts(facts),
                human_duration(facts.wall_ms));
}

std::string size_of(const ChangeFacts& change) {
  if (change.files.empty()) return {};
  std::uint64_t insertions = 0, deletions = 0;
  for (const auto& file : change.files) {
    insertions += file.insertions;
    deletions += file.deletions;
  }
  return format("{} +{} -{}", counted(change.files.size(), "file"), insertions, deletions);
}

std::string short_commit(const ObjectId& commit) {
  return commit.is_zero() ? "" : commit.hex().substr(0, 8);
}

}  // namespace sage
