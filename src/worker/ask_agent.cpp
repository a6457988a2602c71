#include "worker/ask_agent.h"

#include <map>
#include <random>

#include "agent/agent_result.h"
#include "agent/command.h"
#include "agent/prompt.h"

namespace sage {
namespace {

constexpr std::size_t document_limit = 16 << 20;
constexpr std::size_t result_limit = 1 << 20;
constexpr int try_later_status = 75;  // EX_TEMPFAIL

/// A random UUID (RFC 4122, version 4): what agents that number their sessions take.
std::string new_session() {
  std::random_device random;
  const auto bits = [&](unsigned mask) { return random() & mask; };
  return format("{:08x}-{:04x}-4{:03x}-{:04x}-{:08x}{:04x}", random(), bits(0xFFFF), bits(0xFFF),
                0x8000 | bits(0x3FFF), random(), bits(0xFFFF));
}

std::string prompt(const JobInHand& hand) {
  PromptInput input{.ticket_json = hand.job.ticket_json,
                    .earlier = {},
                    .result_file = hand.result_file(),
                    .read_document = [folder = hand.place.workspace.folder()](const auto& path) {
                      return read_beneath(folder, path, document_limit);
                    }};
  for (const auto& earlier : hand.job.earlier)
    input.earlier.push_back({earlier.attempt, earlier.problem,
                             earlier.result.is_zero() ? "" : earlier.result.hex(), earlier.paths});
  return make_prompt(input);
}

AgentRun agent_run(const JobInHand& hand) {
  const AgentSpec& agent = hand.job.agent;
  const bool is_script = agent.name == "script";
  const std::map<std::string, std::string> placeholders{
      {"prompt_file", hand.prompt_file()},
      {"workspace", hand.place.workspace.folder()},
      {"ticket", hand.job.ticket},
      {"result_file", hand.result_file()},
      {"session", new_session()}};
  AgentRun run = hand.program(is_script ? agent.argv : fill_placeholders(agent.argv, placeholders));
  if (agent.prompt == "stdin" && !is_script) run.stdin_file = hand.prompt_file();
  run.stdout_log = hand.log("stdout.log");
  run.stderr_log = hand.log("stderr.log");
  return run;
}

void keep(JobInHand& hand, const AgentRan& ran, const AgentReport& report) {
  Outcome& outcome = hand.outcome;
  outcome.agent_ms = ran.milliseconds;
  if (ran.log_cut)
    hand.note(format("its output is longer than what is kept in {}", hand.job.log_folder));
  if (ran.left_processes) hand.note("processes that the agent had left running were ended");
  for (const auto& text : report.notes) hand.note(text);
  for (const auto& found : report.discovered)
    outcome.discovered.push_back({found.title, found.description, found.type, found.priority});
  outcome.summary = report.summary;
  outcome.input_tokens = report.input_tokens;
  outcome.output_tokens = report.output_tokens;
  outcome.cost_usd = report.cost_usd;
}

std::string reason_in(const AgentReport& report) {
  for (const auto* text : {&report.defer_reason, &report.message, &report.summary})
    if (!text->empty()) return excerpt(*text, 1000);
  return "the agent said DEFERRED and no more";
}

bool is_content(JobInHand& hand, const AgentRan& ran, const AgentReport& report) {
  const std::string subject = format("agent '{}'", excerpt(hand.job.agent.name, 64));
  switch (ran.end) {
    case AgentEnd::not_started:
      return hand.fails(ran, OutcomeKind::failed, "agent_failed", subject);
    case AgentEnd::timed_out:
      return hand.fails(ran, OutcomeKind::timed_out, "timeout", subject);
    case AgentEnd::stalled:
      return hand.fails(ran, OutcomeKind::stalled, "stalled", subject);
    case AgentEnd::cancelled:
      return hand.fails(ran, OutcomeKind::cancelled, "cancelled", subject);
    case AgentEnd::exited:
      break;
  }
  if (ran.status.signal == 0 && ran.status.code == try_later_status)
    return hand.fails(ran, OutcomeKind::try_later, "try_later", subject);
  if (!ran.status.ok()) return hand.fails(ran, OutcomeKind::failed, "agent_failed", subject);
  if (report.said != AgentReport::Said::deferred) return true;
  return hand.ends_as(OutcomeKind::deferred, "agent_deferred", reason_in(report));
}

}  // namespace

bool ask_agent(JobInHand& hand) {
  hand.watch.tell("working", "");
  write_plain(hand.ticket_file(), hand.job.ticket_json);
  write_plain(hand.prompt_file(), prompt(hand));
  const AgentRan ran = run_agent(agent_run(hand), hand.watching("working"));
  const AgentReport report = read_report(hand.result_file(), ran.stdout_tail, hand.job.agent.usage);
  if (const auto text = read_beneath(hand.place.workspace.scratch(), "result.json", result_limit))
    write_plain(hand.log("result.json"), *text);
  keep(hand, ran, report);
  return is_content(hand, ran, report);
}

}  // namespace sage
