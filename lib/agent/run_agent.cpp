#include "agent/run_agent.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "agent/capped_log.h"
#include "base/error.h"
#include "base/text.h"
#include "os/process_tree.h"

namespace sage {
namespace {

constexpr std::size_t stdout_tail = 64 << 10;
constexpr std::size_t stderr_tail = 4 << 10;
constexpr std::size_t chunk_size = 64 << 10;
constexpr std::size_t pipe_limit = 1 << 20;  ///< the most a pipe can hold by default
constexpr Milliseconds activity_interval{1000};
constexpr std::size_t activity_length = 120;

/// A limit of more than a year is none: adding it to a time could overflow.
SteadyTime after(SteadyTime from, Milliseconds limit) {
  const bool none = limit.count() <= 0 || limit > std::chrono::hours(24 * 365);
  return none ? SteadyTime::max() : from + limit;
}

/// Programs that draw a progress bar end a line with '\r'.
std::string_view last_line(std::string_view text) {
  const auto end = text.find_last_not_of("\r\n\t ");
  if (end == text.npos) return {};
  text = text.substr(0, end + 1);
  const auto newline = text.find_last_of("\r\n");
  return trimmed(newline == text.npos ? text : text.substr(newline + 1));
}

/// One of the agent's two outputs: its pipe and its log.
struct Output {
  UniqueFd pipe;
  CappedLog log;

  /// Takes what can be read now, a chunk at most; how much that was.
  std::size_t take() {
    static thread_local char chunk[chunk_size];
    const auto got = pipe ? ::read(pipe.get(), chunk, sizeof chunk) : 0;
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (got <= 0) pipe.reset();
    if (got > 0) log.take({chunk, static_cast<std::size_t>(got)});
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }
};

class RunningAgent {
 public:
  RunningAgent(const AgentRun& run, const AgentWatch& watch)
      : run_(run),
        watch_(watch),
        out_{{}, {run.stdout_log, run.log_bytes, stdout_tail}},
        err_{{}, {run.stderr_log, run.log_bytes, stderr_tail}} {}
  ~RunningAgent() {
    if (child_.pid > 0 && !over_) kill_descendants();  // an exception came through
  }
  RunningAgent(const RunningAgent&) = delete;
  RunningAgent& operator=(const RunningAgent&) = delete;

  AgentRan run() {
    try {
      start();
    } catch (const Error& error) {
      ran_.end = AgentEnd::not_started;
      ran_.problem = error.message();
      return std::move(ran_);
    }
    if (watch_.cancelled()) begin_ending(AgentEnd::cancelled);
    while (!over_) wait_and_settle();
    end_what_is_left();
    return report();
  }

 private:
  void start() {
    using Kind = Stream::Kind;
    const bool has_input = !run_.stdin_file.empty();
    child_ = spawn({.argv = run_.argv,
                    .folder = run_.folder,
                    .environment = run_.environment,
                    .in = {has_input ? Kind::file : Kind::null, run_.stdin_file},
                    .out = {Kind::pipe},
                    .err = {Kind::pipe},
                    .new_session = true,
                    .die_with_parent = true});
    out_.pipe = std::move(child_.out);
    err_.pipe = std::move(child_.err);
    started_ = last_output_ = next_activity_ = SteadyClock::now();
  }

  bool ending() const { return ran_.end != AgentEnd::exited; }

  SteadyTime next_deadline() const {
    const SteadyTime activity = is_news_ ? next_activity_ : SteadyTime::max();
    if (ending()) return std::min(kill_at_, activity);
    return std::min({after(started_, run_.timeout), after(last_output_, run_.stall), activity});
  }

  void wait_and_settle() {
    const int wake = ending() ? -1 : watch_.wake_fd;
    const auto ready = wait_readable({out_.pipe.get(), err_.pipe.get(), child_.pidfd.get(), wake},
                                     next_deadline());
    const auto is_ready = [&](std::size_t which) { return std::ranges::count(ready, which) > 0; };
    if (is_ready(0)) take(out_);
    if (is_ready(1)) take(err_);
    tell_activity();
    if (is_ready(2)) return watched_process_ended();
    if (ending()) {
      over_ = SteadyClock::now() >= kill_at_;
    } else {
      if ((is_ready(3) || ready.empty()) && watch_.cancelled()) begin_ending(AgentEnd::cancelled);
      look_at_limits();
    }
  }

  void take(Output& output) {
    if (output.take() == 0) return;
    last_output_ = SteadyClock::now();
    latest_ = &output.log;
    is_news_ = true;
  }

  void tell_activity() {
    const auto now = SteadyClock::now();
    if (!is_news_ || now < next_activity_) return;
    is_news_ = false;
    next_activity_ = now + activity_interval;
    const auto line = last_line(latest_->tail());
    if (!line.empty()) watch_.activity(excerpt(line, activity_length));
  }

  void look_at_limits() {
    const auto now = SteadyClock::now();
    if (ending()) return;
    if (now >= after(started_, run_.timeout))
      begin_ending(AgentEnd::timed_out);
    else if (now >= after(last_output_, run_.stall))
      begin_ending(AgentEnd::stalled);
  }

  void begin_ending(AgentEnd why) {
    ran_.end = why;
    kill_at_ = SteadyClock::now() + run_.grace;
    ::kill(-child_.pid, SIGTERM);
  }

  /// After SIGTERM the others of the group have the same grace to put their things in order: often
  /// the agent itself is only a shell, and it is its child that has something to save.
  void watched_process_ended() {
    if (!status_) status_ = child_.wait();
    over_ = !ending() || !watch_next_of_group();
  }

  bool watch_next_of_group() {
    for (const pid_t pid : children_of_this_process()) {
      if (::getpgid(pid) != child_.pid || !process_start_time(pid)) continue;
      child_.pidfd.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
      return static_cast<bool>(child_.pidfd);
    }
    return false;
  }

  void end_what_is_left() {
    if (status_)
      ran_.left_processes = std::ranges::any_of(children_of_this_process(), [](pid_t pid) {
        return process_start_time(pid).has_value();
      });
    kill_descendants();
    if (!status_) status_ = child_.try_wait().value_or(ExitStatus{.signal = SIGKILL});
    drain(out_);
    drain(err_);
  }

  /// What is in the pipe still. Bounded: a process that is not below this one may have been given
  /// the other end.
  static void drain(Output& output) {
    for (std::size_t taken = 0, got = 1; got > 0 && taken < pipe_limit; taken += got)
      got = output.take();
  }

  AgentRan report() {
    ran_.status = *status_;
    ran_.log_cut = out_.log.cut() || err_.log.cut();
    ran_.stdout_tail = out_.log.tail();
    ran_.stderr_tail = err_.log.tail();
    ran_.milliseconds =
        std::chrono::duration_cast<Milliseconds>(SteadyClock::now() - started_).count();
    return std::move(ran_);
  }

  const AgentRun& run_;
  const AgentWatch& watch_;
  Output out_, err_;
  Child child_;  ///< its pidfd: of the process whose end is waited for
  std::optional<ExitStatus> status_;
  AgentRan ran_;
  SteadyTime started_, last_output_, next_activity_, kill_at_ = SteadyTime::max();
  const CappedLog* latest_ = nullptr;
  bool is_news_ = false;  ///< output came that `activity` was not told of
  bool over_ = false;
};

}  // namespace

AgentRan run_agent(const AgentRun& run, const AgentWatch& watch) {
  return RunningAgent(run, watch).run();
}

std::vector<std::string> agent_environment(const std::vector<std::string>& base,
                                           const std::vector<std::string>& extra) {
  const auto is_replaced = [&](const std::string& variable) {
    const std::string name = variable.substr(0, variable.find('=') + 1);
    return std::ranges::any_of(extra, [&](const auto& ours) { return ours.starts_with(name); });
  };
  std::vector<std::string> environment;
  for (const auto& variable : base)
    if (!variable.starts_with("GIT_") && !is_replaced(variable)) environment.push_back(variable);
  environment.insert(environment.end(), extra.begin(), extra.end());
  return environment;
}

}  // namespace sage
