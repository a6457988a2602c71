#include "worker/run_checks.h"

#include <algorithm>

#include "check/judge.h"
#include "worker/prepare_workspace.h"

namespace sage {
namespace {

std::vector<std::string> tracked_in(const Differences& differences) {
  std::vector<std::string> paths;
  for (const auto& change : differences.changes)
    if (change.before.mode != Mode::none) paths.push_back(excerpt(change.path, 200));
  return paths;
}

bool prepare_exactly(JobInHand& hand, const ObjectId& commit) {
  if (!prepare_workspace(hand, commit, false)) return false;
  const std::string found = what_differs(hand.place.workspace);
  return found.empty() ||
         hand.ends_as(OutcomeKind::failed, "internal",
                      "the workspace does not hold the tree to be checked: " + found);
}

/// "check-unit.log", or the next of that name that is not taken.
fs::path free_log(const JobInHand& hand, const std::string& prefix, std::string name) {
  const auto is_odd = [](unsigned char c) { return !std::isalnum(c) && c != '.' && c != '_'; };
  std::ranges::replace_if(name, is_odd, '-');
  const std::string stem = prefix + name.substr(0, 64);
  fs::path log = hand.log(stem + ".log");
  for (int number = 2; fs::exists(fs::symlink_status(log)); ++number)
    log = hand.log(format("{}-{}.log", stem, number));
  return log;
}

/// Both outputs go into one log, in their order.
AgentRun check_run(const JobInHand& hand, const Check& check, const CheckedState& state) {
  std::vector<std::string> argv{"sh", "-c", "exec \"$@\" 2>&1", "sh"};
  argv.insert(argv.end(), check.argv.begin(), check.argv.end());
  AgentRun run = hand.program(std::move(argv), state.variables);
  run.stdout_log = free_log(hand, state.log_prefix, check.name);
  run.timeout = Milliseconds(check.timeout_ms);
  run.stall = Milliseconds{0};
  return run;
}

CheckRun::End end_of(const AgentRan& ran) {
  switch (ran.end) {
    case AgentEnd::exited:
      return CheckRun::End::exited;
    case AgentEnd::timed_out:
    case AgentEnd::stalled:
      return CheckRun::End::timed_out;
    case AgentEnd::not_started:
      return CheckRun::End::not_started;
    case AgentEnd::cancelled:
      return CheckRun::End::cancelled;
  }
  return CheckRun::End::not_started;
}

/// What was kept of what it printed: the beginning in its log and, where that was cut, the end.
std::string output_of(const AgentRun& run, const AgentRan& ran) {
  if (ran.end == AgentEnd::not_started) return {};
  std::string text = read_file(run.stdout_log).value_or("");
  return ran.log_cut ? text + ran.stdout_tail : text;
}

/// One check of one state, with its repeats.
class CheckInHand {
 public:
  CheckInHand(JobInHand& hand, const Check& check, const CheckedState& state)
      : hand_(hand), check_(check), state_(state) {
    report_.name = check.name;
  }

  bool run() {
    do
      if (!run_once()) return false;
    while (report_.verdict != Verdict::PASS && report_.runs <= check_.flaky);
    if (report_.verdict == Verdict::PASS && report_.runs > 1)
      hand_.note(format("check `{}` needed {} runs to pass", escaped(check_.name), report_.runs));
    hand_.outcome.checks.push_back(std::move(report_));
    return true;
  }

 private:
  bool run_once() {
    if (!prepare_exactly(hand_, state_.commit)) return false;
    hand_.watch.tell(state_.phase, check_.name);
    write_plain(hand_.ticket_file(), hand_.job.ticket_json);
    const AgentRun run = check_run(hand_, check_, state_);
    const AgentRan ran = run_agent(run, hand_.watching(state_.phase));
    if (ran.end == AgentEnd::cancelled)
      return hand_.ends_as(OutcomeKind::cancelled, "cancelled", "");
    take(run, ran);
    note_what_it_left(ran);
    return true;
  }

  void take(const AgentRun& run, const AgentRan& ran) {
    const CheckRun ended{end_of(ran), ran.status.code,     ran.status.signal,
                         ran.problem, output_of(run, ran), ran.log_cut};
    const Judgement judgement = judge(check_, ended);
    report_.verdict = judgement.verdict;
    report_.message = judgement.message;
    report_.output = judgement.verdict == Verdict::PASS ? "" : last_words(ended.output);
    report_.log = run.stdout_log;
    report_.milliseconds += ran.milliseconds;
    hand_.outcome.check_ms += ran.milliseconds;
    ++report_.runs;
  }

  void note_what_it_left(const AgentRan& ran) {
    if (ran.left_processes)
      hand_.note(
          format("processes that check `{}` had left running were ended", escaped(check_.name)));
    const auto changed = tracked_in(hand_.place.workspace.differences());
    if (!changed.empty())
      hand_.note(format("check `{}` changed {}: not part of the result", escaped(check_.name),
                        listing(changed)));
  }

  JobInHand& hand_;
  const Check& check_;
  const CheckedState& state_;
  CheckReport report_;
};

}  // namespace

bool run_checks(JobInHand& hand, const std::vector<Check>& checks, const CheckedState& state) {
  hand.outcome.checks.clear();
  for (const auto& check : checks) {
    if (!CheckInHand(hand, check, state).run()) return false;
    if (hand.outcome.checks.back().verdict != Verdict::PASS) break;
  }
  return true;
}

std::string command_line(const Check& check) {
  if (check.argv.size() == 3 && check.argv[0] == "sh" && check.argv[1] == "-c")
    return check.argv[2];
  std::string line;
  for (const auto& word : check.argv) {
    const bool is_plain =
        !word.empty() && word.find_first_of(" \t\n'\"\\$`*?;&|<>()[]{}#~!") == std::string::npos;
    line += (line.empty() ? "" : " ") + (is_plain ? word : format("'{}'", word));
  }
  return line;
}

}  // namespace sage
