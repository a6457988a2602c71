#include "view/ticket_json.h"

#include "run/phase.h"

namespace sage {
namespace {

using Phase = RunState::Phase;

constexpr Phase all_phases[] = {Phase::running,   Phase::waiting_to_retry, Phase::queued,
                                Phase::held,      Phase::landed,           Phase::rolled_back,
                                Phase::no_change, Phase::closed,           Phase::deferred,
                                Phase::blocked,   Phase::cancelled};

/// Agents and git may say any byte; JSON is UTF-8.
json::value text(std::string_view bytes) { return to_json(valid_utf8(bytes)); }

json::array texts(const std::vector<std::string>& all) {
  json::array out;
  for (const auto& one : all) out.push_back(text(one));
  return out;
}

json::value time(WallTime at) { return at == 0 ? json::value(nullptr) : to_json(iso_time(at)); }

json::object repeats_json(const RunState& run) {
  json::object out;
  for (const auto& [check, number] : run.repeats) out[valid_utf8(check)] = number;
  return out;
}

json::array train_json(const RunState& run) {
  json::array out;
  for (const auto& id : run.queue) {
    const auto test = run.tests.find(id);
    const bool testing = test != run.tests.end();
    out.push_back({{"ticket", text(id)},
                   {"testing", testing},
                   {"worker", testing ? test->second.worker : -1},
                   {"ahead", testing ? texts(test->second.ahead) : json::array()}});
  }
  return out;
}

}  // namespace

json::object ticket_json(const std::string& id, const RunState::TicketRun& run) {
  return {{"id", text(id)},
          {"title", text(run.title)},
          {"phase", phase_name(run.phase)},
          {"attempts", run.attempt},
          {"worker", run.worker},
          {"worker_pid", run.worker_pid},
          {"started", time(run.started)},
          {"settled", time(run.settled)},
          {"agent_ms", run.agent_ms},
          {"check_ms", run.check_ms},
          {"gate_ms", run.gate_ms},
          {"fix_rounds", run.fix_rounds},
          {"verdict", run.verdict ? json::value(to_string(*run.verdict)) : nullptr},
          {"conflicts_with", text(run.conflicts_with)},
          {"activity", text(run.activity)},
          {"base", to_json(run.base)},
          {"result", to_json(run.result)},
          {"commit", to_json(run.commit)},
          {"files", texts(run.files)},
          {"merged", texts(run.merged)},
          {"summary", text(run.summary)},
          {"category", text(run.category)},
          {"message", text(run.message)},
          {"last_error", text(run.last_error)},
          {"log", text(run.log)},
          {"blocked_by", texts(run.chain)}};
}

json::array tickets_json(const RunState& run) {
  json::array out;
  for (const auto& id : run.order) out.push_back(ticket_json(id, run.tickets.at(id)));
  return out;
}

json::object phases_json(const RunState& run) {
  std::map<Phase, std::uint64_t> numbers;
  std::uint64_t retried = 0;
  for (const auto& [id, ticket] : run.tickets) {
    ++numbers[ticket.phase];
    if (ticket.attempt > 1) ++retried;
  }
  json::object out;
  for (const Phase phase : all_phases) out[phase_name(phase)] = numbers[phase];
  out["retried"] = retried;
  return out;
}

json::object run_json(const RunState& run) {
  return {{"run", text(run.run.run)},
          {"branch", text(run.run.branch)},
          {"version", text(run.run.version)},
          {"command", text(run.run.command)},
          {"worker_limit", run.run.worker_limit},
          {"backlog", run.run.tickets},
          {"done_before", run.run.done},
          {"started", time(run.started)},
          {"exit_code", run.finished ? json::value(run.finished->exit_code) : nullptr},
          {"wall_ms", run.wall_ms()},
          {"agent_ms", run.agent_ms()},
          {"check_ms", run.check_ms()},
          {"gate_ms", run.gate_ms},
          {"trees_tested", run.trees_tested},
          {"verdicts_remembered", run.verdicts_remembered},
          {"repeats", repeats_json(run)},
          {"train", train_json(run)},
          {"speed_up", run.speed_up()},
          {"phases", phases_json(run)},
          {"tickets", tickets_json(run)},
          {"warnings", texts(run.warnings)}};
}

}  // namespace sage
