#include "worker/do_job.h"

#include <fstream>
#include <map>
#include <random>

#include "agent/agent_result.h"
#include "agent/command.h"
#include "agent/prompt.h"
#include "agent/run_agent.h"
#include "repo/commit.h"
#include "repo/results.h"
#include "run/layout.h"
#include "worker/result_message.h"

namespace sage {
namespace {

constexpr std::size_t document_limit = 16 << 20;
constexpr std::size_t result_limit = 1 << 20;
constexpr std::size_t error_limit = 4 << 10;
constexpr int try_later_status = 75;  // EX_TEMPFAIL

/// Logs and what the agent reads: nothing that a crash may not lose.
void write_plain(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (!file) throw Error(ErrorKind::internal, format("cannot write {}", path.native()));
}

std::int64_t milliseconds_since(SteadyTime start) {
  return std::chrono::duration_cast<Milliseconds>(SteadyClock::now() - start).count();
}

/// A random UUID (RFC 4122, version 4): what agents that number their sessions take.
std::string new_session() {
  std::random_device random;
  const auto bits = [&](unsigned mask) { return random() & mask; };
  return format("{:08x}-{:04x}-4{:03x}-{:04x}-{:08x}{:04x}", random(), bits(0xFFFF), bits(0xFFF),
                0x8000 | bits(0x3FFF), random(), bits(0xFFFF));
}

std::string how_it_ended(const AgentRan& ran, const Limits& limits) {
  switch (ran.end) {
    case AgentEnd::not_started:
      return ran.problem;
    case AgentEnd::timed_out:
      return format("ended after its time of {}", human_duration(limits.timeout_ms));
    case AgentEnd::stalled:
      return format("ended because it printed nothing for {}", human_duration(limits.stall_ms));
    case AgentEnd::cancelled:
      return "ended because the run was";
    case AgentEnd::exited:
      return ran.status.describe();
  }
  return {};
}

std::string last_words(const AgentRan& ran) {
  const std::string_view errors = trimmed(ran.stderr_tail), output = trimmed(ran.stdout_tail);
  const auto words = errors.empty() ? output : errors;
  return valid_utf8(words.substr(words.size() - std::min(words.size(), error_limit)));
}

class JobInHand {
 public:
  JobInHand(const Job& job, const JobPlace& place, const JobWatch& watch)
      : job_(job), place_(place), watch_(watch), logs_(job.log_folder) {
    outcome_.job = job.id;
    outcome_.ticket = job.ticket;
    outcome_.attempt = job.attempt;
    outcome_.base = job.base;
  }

  Outcome run() {
    make_folders(logs_);
    const auto lock = FileLock::acquire(logs_ / worker_lock);
    if (prepare() && work() && collect()) store();
    return std::move(outcome_);
  }

 private:
  // Each step gives whether the next one is to follow; if not, outcome_ says why.

  bool prepare() {
    const auto start = SteadyClock::now();
    Workspace& workspace = place_.workspace;
    const bool is_new = workspace.prepare(job_.base, "sage/" + job_.ticket, job_.pristine);
    const bool ready = !is_new || set_up();
    outcome_.prepare_ms = milliseconds_since(start);
    if (!ready) return false;
    return !watch_.cancelled() || ends_as(OutcomeKind::cancelled, "cancelled", "");
  }

  bool set_up() {
    const fs::path folder = place_.workspace.folder();
    for (const auto& path : copy_into_workspace(place_.repository.checkout(), folder, job_.copy))
      note(format("workspace.copy: {} is not in the checkout", excerpt(path, 200)));
    if (!trimmed(job_.setup).empty()) {
      AgentRun run = agent_run({"sh", "-c", "exec 2>&1\n" + job_.setup});
      run.stdout_log = logs_ / "setup.log";
      const AgentRan ran = run_agent(run, agent_watch("preparing"));
      if (ran.end == AgentEnd::cancelled) return ends_as(OutcomeKind::cancelled, "cancelled", "");
      if (ran.end != AgentEnd::exited || !ran.status.ok())
        return fails(ran, OutcomeKind::failed, "setup_failed", "workspace.setup failed");
    }
    place_.workspace.mark_set_up();
    return true;
  }

  bool work() {
    watch_.tell("working", "");
    const bool is_script = job_.agent.name == "script";
    write_plain(ticket_file(), job_.ticket_json);
    write_plain(prompt_file(), prompt());
    AgentRun run =
        agent_run(is_script ? job_.agent.argv : fill_placeholders(job_.agent.argv, placeholders()));
    if (job_.agent.prompt == "stdin" && !is_script) run.stdin_file = prompt_file();
    run.stdout_log = logs_ / "stdout.log";
    run.stderr_log = logs_ / "stderr.log";
    const AgentRan ran = run_agent(run, agent_watch("working"));
    outcome_.agent_ms = ran.milliseconds;
    if (ran.log_cut) note(format("its output is longer than what is kept in {}", logs_.native()));
    if (ran.left_processes) note("processes that the agent had left running were ended");
    const AgentReport report = read_report(result_file(), ran.stdout_tail, job_.agent.usage);
    keep(report);
    return judge(ran, report);
  }

  void keep(const AgentReport& report) {
    if (const auto text = read_beneath(place_.workspace.scratch(), "result.json", result_limit))
      write_plain(logs_ / "result.json", *text);
    for (const auto& text : report.notes) note(text);
    for (const auto& found : report.discovered)
      outcome_.discovered.push_back({found.title, found.description, found.type, found.priority});
    outcome_.summary = report.summary;
    outcome_.input_tokens = report.input_tokens;
    outcome_.output_tokens = report.output_tokens;
    outcome_.cost_usd = report.cost_usd;
  }

  bool judge(const AgentRan& ran, const AgentReport& report) {
    const std::string subject = format("agent '{}'", excerpt(job_.agent.name, 64));
    switch (ran.end) {
      case AgentEnd::not_started:
        return fails(ran, OutcomeKind::failed, "agent_failed", subject);
      case AgentEnd::timed_out:
        return fails(ran, OutcomeKind::timed_out, "timeout", subject);
      case AgentEnd::stalled:
        return fails(ran, OutcomeKind::stalled, "stalled", subject);
      case AgentEnd::cancelled:
        return fails(ran, OutcomeKind::cancelled, "cancelled", subject);
      case AgentEnd::exited:
        break;
    }
    if (ran.status.signal == 0 && ran.status.code == try_later_status)
      return fails(ran, OutcomeKind::try_later, "try_later", subject);
    if (!ran.status.ok()) return fails(ran, OutcomeKind::failed, "agent_failed", subject);
    if (report.said != AgentReport::Said::deferred) return true;
    return ends_as(OutcomeKind::deferred, "agent_deferred", reason_in(report));
  }

  static std::string reason_in(const AgentReport& report) {
    for (const auto* text : {&report.defer_reason, &report.message, &report.summary})
      if (!text->empty()) return excerpt(*text, 1000);
    return "the agent said DEFERRED and no more";
  }

  bool collect() {
    watch_.tell("collecting", "");
    const auto start = SteadyClock::now();
    Collected collected = place_.workspace.collect(index_in_tree);
    tree_ = collected.tree;
    for (const auto& path : collected.files) outcome_.files.push_back(valid_utf8(path));
    for (const auto& text : collected.notes) note(text);
    outcome_.collect_ms = milliseconds_since(start);
    if (!collected.refused.empty())
      return ends_as(OutcomeKind::refused, "refused", escaped(collected.refused));
    return !collected.files.empty() || ends_as(OutcomeKind::no_change, "", "");
  }

  void store() {
    outcome_.kind = OutcomeKind::completed;
    const auto start = SteadyClock::now();
    const Identity who = place_.repository.identity();
    CommitRequest request{.tree = tree_,
                          .parents = {},
                          .message = result_message(outcome_, job_.title),
                          .author = who,
                          .committer = who,
                          .at = wall_now()};
    if (!job_.base.is_zero()) request.parents = {job_.base};
    outcome_.result = write_commit(place_.repository, request);
    pin_result(place_.repository, job_.result_ref, outcome_.result);
    outcome_.collect_ms += milliseconds_since(start);
  }

  bool ends_as(OutcomeKind kind, const char* category, const std::string& message) {
    outcome_.kind = kind;
    outcome_.category = category;
    outcome_.message = message;
    return false;
  }

  bool fails(const AgentRan& ran, OutcomeKind kind, const char* category,
             const std::string& subject) {
    outcome_.last_error = last_words(ran);
    return ends_as(kind, category, format("{}: {}", subject, how_it_ended(ran, job_.limits)));
  }

  AgentRun agent_run(std::vector<std::string> argv) const {
    return {.argv = std::move(argv),
            .folder = place_.workspace.folder(),
            .environment = agent_environment(place_.environment, variables()),
            .stdin_file = {},
            .stdout_log = {},
            .stderr_log = {},
            .log_bytes = job_.limits.log_bytes,
            .timeout = Milliseconds(job_.limits.timeout_ms),
            .stall = Milliseconds(job_.limits.stall_ms),
            .grace = Milliseconds(job_.limits.grace_ms)};
  }

  AgentWatch agent_watch(const std::string& phase) const {
    return {watch_.wake_fd, watch_.cancelled,
            [this, phase](const std::string& activity) { watch_.tell(phase, activity); }};
  }

  std::string prompt() const {
    PromptInput input{.ticket_json = job_.ticket_json,
                      .earlier = {},
                      .result_file = result_file(),
                      .read_document = [folder = place_.workspace.folder()](const auto& path) {
                        return read_beneath(folder, path, document_limit);
                      }};
    for (const auto& one : job_.earlier)
      input.earlier.push_back(
          {one.attempt, one.problem, one.result.is_zero() ? "" : one.result.hex(), one.paths});
    return make_prompt(input);
  }

  std::vector<std::string> variables() const {
    return {"SAGE_TICKET_ID=" + job_.ticket,
            "SAGE_TICKET_FILE=" + ticket_file().native(),
            "SAGE_PROMPT_FILE=" + prompt_file().native(),
            "SAGE_RESULT_FILE=" + result_file().native(),
            "SAGE_WORKSPACE=" + place_.workspace.folder().native(),
            "SAGE_BASE=" + job_.base.hex(),
            format("SAGE_ATTEMPT={}", job_.attempt),
            "SAGE_RUN_ID=" + job_.run};
  }

  std::map<std::string, std::string> placeholders() const {
    return {{"prompt_file", prompt_file()},
            {"workspace", place_.workspace.folder()},
            {"ticket", job_.ticket},
            {"result_file", result_file()},
            {"session", new_session()}};
  }

  fs::path ticket_file() const { return place_.workspace.scratch() / "ticket.json"; }
  fs::path result_file() const { return place_.workspace.scratch() / "result.json"; }
  fs::path prompt_file() const { return logs_ / "prompt.md"; }
  void note(std::string text) { outcome_.notes.push_back(std::move(text)); }

  const Job& job_;
  const JobPlace& place_;
  const JobWatch& watch_;
  const fs::path logs_;
  Outcome outcome_;
  ObjectId tree_;
};

}  // namespace

Outcome do_job(const Job& job, const JobPlace& place, const JobWatch& watch) {
  return JobInHand(job, place, watch).run();
}

}  // namespace sage
