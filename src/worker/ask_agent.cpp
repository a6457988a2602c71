#include "worker/ask_agent.h"

#include <algorithm>
#include <map>
#include <random>

#include "agent/agent_result.h"
#include "agent/command.h"

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

/// What one asking reads and writes.
struct Files {
  explicit Files(const JobInHand& hand)
      : nth(hand.asked == 1 ? "" : format("-{}", hand.asked)),
        prompt(hand.log("prompt" + nth + ".md")),
        result(hand.scratch("result.json")) {}
  std::string nth;
  fs::path prompt, result;
};

void add_tasks(const JobInHand& hand, const Round& round, PromptInput& input) {
  if (!round.task) return;
  input.task = round.task->id;
  for (std::size_t i = 0; i < hand.job.tasks.size(); ++i) {
    const SubTask& task = hand.job.tasks[i];
    input.tasks.push_back({task.id, task.description, hand.outcome.tasks[i].done});
  }
}

std::string prompt(const JobInHand& hand, const Round& round, const Files& files) {
  PromptInput input{.ticket_json = hand.job.ticket_json,
                    .earlier = {},
                    .tasks = {},
                    .task = {},
                    .failure = round.failure,
                    .result_file = files.result,
                    .read_document = [folder = hand.place.workspace.folder()](const auto& path) {
                      return read_beneath(folder, path, document_limit);
                    }};
  for (const auto& [attempt, problem, result, paths, carry] : hand.job.earlier)
    input.earlier.push_back({attempt, problem, result.is_zero() ? "" : result.hex(), paths,
                             hand.carried && carry && result == hand.job.carry});
  add_tasks(hand, round, input);
  return make_prompt(input);
}

std::vector<std::string> variables(const JobInHand& hand, const Round& round, const Files& files) {
  std::vector<std::string> all{"SAGE_TICKET_FILE=" + hand.ticket_file().native(),
                               "SAGE_PROMPT_FILE=" + files.prompt.native(),
                               "SAGE_RESULT_FILE=" + files.result.native(),
                               format("SAGE_ROUND={}", round.number)};
  if (round.task) all.push_back("SAGE_TASK_ID=" + round.task->id);
  if (round.failure) all.push_back("SAGE_FAILED_CHECK=" + round.failure->check);
  if (round.failure) all.push_back("SAGE_CHECK_LOG=" + round.failure->log);
  return all;
}

AgentRun agent_run(const JobInHand& hand, const Round& round, const Files& files) {
  const AgentSpec& agent = hand.job.agent;
  const bool is_script = agent.name == "script";
  const std::map<std::string, std::string> placeholders{
      {"prompt_file", files.prompt},
      {"workspace", hand.place.workspace.folder()},
      {"ticket", hand.job.ticket},
      {"result_file", files.result},
      {"session", new_session()}};
  AgentRun run = hand.program(is_script ? agent.argv : fill_placeholders(agent.argv, placeholders),
                              variables(hand, round, files));
  if (agent.prompt == "stdin" && !is_script) run.stdin_file = files.prompt;
  run.stdout_log = hand.log("stdout" + files.nth + ".log");
  run.stderr_log = hand.log("stderr" + files.nth + ".log");
  return run;
}

/// An agent that is asked again may say the same again.
void add_summary(const std::string& summary, std::string& all) {
  if (all.find(summary) != std::string::npos) return;
  all += (all.empty() ? "" : "\n\n") + summary;
}

void add_discovered(const AgentReport& report, std::vector<DiscoveredTicket>& all) {
  for (const auto& found : report.discovered)
    if (std::ranges::find(all, found.title, &DiscoveredTicket::title) == all.end())
      all.push_back({found.title, found.description, found.type, found.priority});
}

void keep(JobInHand& hand, const AgentRan& ran, const AgentReport& report) {
  Outcome& outcome = hand.outcome;
  outcome.agent_ms += ran.milliseconds;
  if (ran.log_cut)
    hand.note(format("its output is longer than what is kept in {}", hand.job.log_folder));
  if (ran.left_processes) hand.note("processes that the agent had left running were ended");
  for (const auto& text : report.notes) hand.note(text);
  add_discovered(report, outcome.discovered);
  add_summary(report.summary, outcome.summary);
  outcome.input_tokens += report.input_tokens;
  outcome.output_tokens += report.output_tokens;
  outcome.cost_usd += report.cost_usd;
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

bool ask_agent(JobInHand& hand, const Round& round) {
  const std::string phase = round.failure ? "mending" : "working";
  ++hand.asked;
  const Files files(hand);
  hand.watch.tell(phase, round.task ? round.task->id : "");
  write_plain(hand.ticket_file(), hand.job.ticket_json);
  write_plain(files.prompt, prompt(hand, round, files));
  const AgentRan ran = run_agent(agent_run(hand, round, files), hand.watching(phase));
  const AgentReport report = read_report(files.result, ran.stdout_tail, hand.job.agent.usage);
  if (const auto text = read_beneath(hand.place.workspace.scratch(), "result.json", result_limit))
    write_plain(hand.log("result" + files.nth + ".json"), *text);
  keep(hand, ran, report);
  return is_content(hand, ran, report);
}

}  // namespace sage
