#include "report/stream_logs.h"

#include <algorithm>

#include "report/progress.h"

namespace sage {
namespace {

std::string seconds(std::int64_t ms) { return format("{:.1f}", static_cast<double>(ms) / 1000); }

std::string time_of(const RunFacts& facts, const TicketFacts& ticket) {
  return iso_time(parse_iso_time(facts.started) + ticket.settled_ms);
}

std::string line_of(const RunFacts& facts, const TicketFacts& ticket) {
  std::string line = format(
      "{} {} {} how={} run={} component={} attempts={} seconds={} "
      "agent_seconds={}",
      time_of(facts, ticket), ticket.id, is_done_now(ticket) ? "COMPLETED" : "DEFERRED",
      ticket.state, facts.run, ticket.component, ticket.attempts_made, seconds(ticket.lead_ms()),
      seconds(ticket.agent_ms));
  if (!ticket.category.empty()) line += " category=" + ticket.category;
  if (!ticket.commit.is_zero()) line += " commit=" + ticket.commit.hex();
  return escaped(line) + "\n";
}

/// The value of " name=value" in a line.
std::string member(std::string_view line, std::string_view name) {
  const std::string wanted = format(" {}=", name);
  const auto at = line.find(wanted);
  if (at == line.npos) return {};
  const auto value = line.substr(at + wanted.size());
  return std::string(value.substr(0, value.find(' ')));
}

std::string key_of(std::string_view run, std::string_view ticket, std::string_view commit) {
  return commit.empty() ? format("{} {}", run, ticket) : std::string(commit);
}

bool has_record(const json::array& log, const RunFacts& facts, const TicketFacts& ticket) {
  return std::ranges::any_of(log, [&](const json::value& record) {
    const auto* object = record.if_object();
    if (!object || !object->contains("run") || !object->contains("ticket")) return false;
    return object->at("run") == json::value(facts.run) &&
           object->at("ticket") == json::value(ticket.id);
  });
}

}  // namespace

VelocityLog::VelocityLog(std::string_view text) {
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::string run = member(line, "run");
    if (run.empty()) continue;
    const auto id = line.find(' ') + 1;
    told_.insert(key_of(run, line.substr(id, line.find(' ', id) - id), member(line, "commit")));
    last_run_ = std::max(last_run_, run);
  }
}

std::string VelocityLog::add(const RunFacts& facts) {
  std::vector<const TicketFacts*> ended;
  for (const auto& ticket : facts.tickets)
    if (is_done_now(ticket) || ticket.state == "deferred") ended.push_back(&ticket);
  std::ranges::stable_sort(ended, {}, &TicketFacts::settled_ms);
  std::string lines;
  for (const auto* ticket : ended) {
    const std::string commit = ticket->commit.is_zero() ? "" : ticket->commit.hex();
    if (told_.insert(key_of(facts.run, ticket->id, commit)).second)
      lines += line_of(facts, *ticket);
  }
  return lines;
}

bool add_deferred(const RunFacts& facts, json::array& log) {
  const std::size_t before = log.size();
  for (const auto* ticket : in_state(facts, "deferred"))
    if (!has_record(log, facts, *ticket))
      log.push_back({{"ticket", ticket->id},
                     {"title", ticket->title},
                     {"component", ticket->component},
                     {"category", ticket->category},
                     {"message", ticket->message},
                     {"attempts", ticket->attempts_made},
                     {"last_error", ticket->last_error},
                     {"deferred_at", time_of(facts, *ticket)},
                     {"run", facts.run},
                     {"result", to_json(ticket->result)}});
  return log.size() > before;
}

}  // namespace sage
