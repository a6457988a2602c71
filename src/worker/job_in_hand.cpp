#include "worker/job_in_hand.h"

#include <algorithm>
#include <fstream>

#include "base/digest.h"

namespace sage {
namespace {

constexpr std::size_t words_limit = 4 << 10;

/// As it is when the job begins: what changes meanwhile is for the next job.
std::string key_of_setup(const Job& job, const fs::path& checkout) {
  return sha256_hex(format("{}\n{}", sha256_hex(job.setup), state_of_copies(checkout, job.copy)));
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

}  // namespace

JobInHand::JobInHand(const Job& the_job, const JobPlace& the_place, const JobWatch& the_watch)
    : job(the_job),
      place(the_place),
      watch(the_watch),
      setup_key(key_of_setup(the_job, the_place.repository.checkout())) {
  outcome.job = job.id;
  outcome.ticket = job.ticket;
  outcome.attempt = job.attempt;
  outcome.base = job.base;
}

AgentRun JobInHand::program(std::vector<std::string> argv,
                            const std::vector<std::string>& more) const {
  std::vector<std::string> variables{
      "SAGE_TICKET_ID=" + job.ticket, "SAGE_WORKSPACE=" + place.workspace.folder().native(),
      "SAGE_BASE=" + job.base.hex(), format("SAGE_ATTEMPT={}", job.attempt),
      "SAGE_RUN_ID=" + job.run};
  variables.insert(variables.end(), more.begin(), more.end());
  return {.argv = std::move(argv),
          .folder = place.workspace.folder(),
          .environment = agent_environment(place.environment, variables),
          .stdin_file = {},
          .stdout_log = {},
          .stderr_log = {},
          .log_bytes = job.limits.log_bytes,
          .timeout = Milliseconds(job.limits.timeout_ms),
          .stall = Milliseconds(job.limits.stall_ms),
          .grace = Milliseconds(job.limits.grace_ms)};
}

AgentWatch JobInHand::watching(const std::string& phase) const {
  return {watch.wake_fd, watch.cancelled,
          [this, phase](const std::string& activity) { watch.tell(phase, activity); }};
}

void JobInHand::note(const std::string& text) {
  if (std::ranges::find(outcome.notes, text) == outcome.notes.end()) outcome.notes.push_back(text);
}

bool JobInHand::ends_as(OutcomeKind kind, const char* category, const std::string& message) {
  outcome.kind = kind;
  outcome.category = category;
  outcome.message = message;
  return false;
}

bool JobInHand::fails(const AgentRan& ran, OutcomeKind kind, const char* category,
                      const std::string& subject) {
  const auto errors = last_words(ran.stderr_tail);
  outcome.last_error = errors.empty() ? last_words(ran.stdout_tail) : errors;
  return ends_as(kind, category, format("{}: {}", subject, how_it_ended(ran, job.limits)));
}

void write_plain(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (!file) throw Error(ErrorKind::internal, format("cannot write {}", path.native()));
}

std::string last_words(std::string_view output) {
  const auto words = trimmed(output);
  return valid_utf8(words.substr(words.size() - std::min(words.size(), words_limit)));
}

std::int64_t milliseconds_since(SteadyTime start) {
  return std::chrono::duration_cast<Milliseconds>(SteadyClock::now() - start).count();
}

}  // namespace sage
