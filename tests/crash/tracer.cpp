// The tree is followed by PTRACE_SEIZE on the first process and the options that seize each child
// as it is born. A stop is one of: a call that the filter picked (before it runs), the end of such
// a call (asked for to kill after it), a birth, an exec (which gives a process its role), a signal
// on its way, a group stop. At a picked call the tracer may change its number to -1: the kernel
// then runs none, and gives what the tracer left in the result's register.
#include "tracer.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>

#include "os/file.h"

namespace sage::crash {
namespace {

using How = Injection::How;
using Clock = std::chrono::steady_clock;

constexpr int options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                        PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD |
                        PTRACE_O_EXITKILL;
constexpr std::chrono::seconds farewell{20};  // for what outlives the command: a job in hand

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::vector<char*> as_argv(const std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (const auto& word : words) out.push_back(const_cast<char*>(word.c_str()));
  out.push_back(nullptr);
  return out;
}

void onto(int fd, const fs::path& file, int flags) {
  const int opened = ::open(file.c_str(), flags | O_CLOEXEC, 0644);
  if (opened < 0 || ::dup2(opened, fd) < 0) ::_exit(126);
}

/// In the child: never returns. It waits at `gate` until its tracer is ready.
[[noreturn]] void become(const Command& command, bool traced, int gate) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  char ready = 0;
  if (::read(gate, &ready, 1) != 1) ::_exit(126);
  if (::chdir(command.folder.c_str()) != 0) ::_exit(126);
  onto(0, "/dev/null", O_RDONLY);
  onto(1, command.out, O_WRONLY | O_CREAT | O_TRUNC);
  onto(2, command.err, O_WRONLY | O_CREAT | O_TRUNC);
  command.prepare();
  if (traced) stop_at_state_changing_calls();
  ::execve(command.argv[0].c_str(), as_argv(command.argv).data(),
           as_argv(command.environment).data());
  ::_exit(127);
}

pid_t start(const Command& command, bool traced) {
  int gate[2];
  if (::pipe2(gate, O_CLOEXEC) != 0) fail("pipe");
  const UniqueFd in(gate[0]), out(gate[1]);
  const pid_t pid = ::fork();
  if (pid < 0) fail("fork");
  if (pid == 0) become(command, traced, gate[0]);
  if (traced && ::ptrace(PTRACE_SEIZE, pid, nullptr, options) != 0) {
    const int reason = errno;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    errno = reason;
    fail("ptrace");
  }
  if (::write(gate[1], "g", 1) != 1) fail("write");
  return pid;
}

std::string first_words(pid_t pid) {
  auto text = read_file(fs::path("/proc") / std::to_string(pid) / "cmdline").value_or("");
  for (char& c : text) c = c == '\0' ? ' ' : c;
  return text.substr(0, 160);
}

pid_t process_of(pid_t thread) {
  const auto text =
      read_file(fs::path("/proc") / std::to_string(thread) / "status").value_or("\nTgid:\t0");
  return static_cast<pid_t>(std::stol(text.substr(text.find("\nTgid:") + 6)));
}

class Tracer {
 public:
  Tracer(const Injection& injection, int seconds)
      : injection_(injection), give_up_(Clock::now() + std::chrono::seconds(seconds)) {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    struct sigaction nothing {};
    nothing.sa_handler = [](int) {};
    ::sigaction(SIGALRM, &nothing, nullptr);  // ends a waitpid, so that the clock is looked at
    const itimerval often{{0, 200'000}, {0, 200'000}};
    ::setitimer(ITIMER_REAL, &often, nullptr);
  }
  ~Tracer() {
    const itimerval never{};
    ::setitimer(ITIMER_REAL, &never, nullptr);
  }
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

  Traced run(const Command& command, bool traced) {
    program_ = command.argv[0];
    main_ = start(command, traced);
    for (;;) {
      int status = 0;
      const pid_t pid = ::waitpid(-1, &status, __WALL);
      if (pid < 0 && errno == ECHILD) return std::move(traced_);
      if (Clock::now() > give_up_) end_the_rest();
      if (pid < 0) continue;
      if (WIFSTOPPED(status))
        stopped(pid, status);
      else
        ended(pid, status);
    }
  }

 private:
  void ended(pid_t pid, int status) {
    threads_.erase(pid);
    const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (signal == SIGSEGV || signal == SIGABRT || signal == SIGBUS || signal == SIGFPE ||
        signal == SIGILL)
      traced_.crashes.push_back(std::string(to_string(role_of(pid))) + " was ended by " +
                                ::strsignal(signal));
    roles_.erase(pid);
    if (pid == other_) traced_.overlapping_status = status;
    if (pid == main_) traced_.status = status;
    if (pid == main_ && injection_.overlapping && !killing_)
      other_ = start(*injection_.overlapping, false);
    else if (pid == main_ || pid == other_)
      running_ = false;
    if (!running_) give_up_ = std::min(give_up_, Clock::now() + farewell);
  }

  /// Time is up: kill all that descends from us, again and again until waitpid finds none.
  void end_the_rest() {
    killing_ = true;
    traced_.timed_out = traced_.timed_out || running_;
    const auto self = std::to_string(::getpid());
    const auto children = read_file("/proc/self/task/" + self + "/children").value_or("");
    for (std::size_t at = 0; at < children.size();) {
      const pid_t child = static_cast<pid_t>(std::stol(children.substr(at)));
      if (!running_) traced_.outlived.push_back(first_words(child));
      ::kill(child, SIGKILL);
      at = std::min(children.find(' ', at), children.size() - 1) + 1;
    }
    kill_all();
  }

  void kill_all() {
    killing_ = true;
    for (const auto& [thread, process] : threads_) ::kill(process, SIGKILL);
  }

  Role role_of(pid_t process) const {
    const auto found = roles_.find(process);
    return found == roles_.end() ? Role::other : found->second;
  }

  void stopped(pid_t thread, int status) {
    auto [known, is_new] = threads_.try_emplace(thread, 0);
    if (is_new || known->second == 0) known->second = process_of(thread);
    const pid_t process = known->second;
    if (killing_) {
      ::kill(process, SIGKILL);
      return;
    }
    const int event = status >> 16, signal = WSTOPSIG(status);
    if (event == PTRACE_EVENT_SECCOMP) return called(thread, process);
    if (event == PTRACE_EVENT_EXEC) executed(process);
    const bool is_group_stop = event == PTRACE_EVENT_STOP && signal != SIGTRAP;
    if (is_group_stop) {
      ::ptrace(PTRACE_LISTEN, thread, nullptr, 0);
      return;
    }
    if (signal == (SIGTRAP | 0x80) && thread == to_kill_at_end_) return strike(process);
    const bool is_signal = event == 0 && signal != (SIGTRAP | 0x80);
    ::ptrace(PTRACE_CONT, thread, nullptr, is_signal ? signal : 0);
  }

  void executed(pid_t process) {
    const auto words = first_words(process);
    if (!words.starts_with(program_))
      roles_.erase(process);
    else
      roles_[process] =
          words.substr(program_.size()).starts_with(" worker") ? Role::worker : Role::coordinator;
  }

  void called(pid_t thread, pid_t process) {
    user_regs_struct registers{};
    ::ptrace(PTRACE_GETREGS, thread, nullptr, &registers);
    const Arguments arguments{registers.rdi, registers.rsi, registers.rdx,
                              registers.r10, registers.r8,  registers.r9};
    const Call* call = find_call(static_cast<long>(registers.orig_rax));
    const Role role = role_of(process);
    if (!call || role == Role::other || !is_point(thread, *call, arguments)) return go_on(thread);
    const Point point{role, ++counts_[role], errors_of(thread, *call, arguments),
                      describe(thread, *call, arguments)};
    if (injection_.how == How::nothing) traced_.points.push_back(point);
    const bool is_it = injection_.at && !traced_.reached && injection_.at(point);
    if (is_it) traced_.reached = point;
    if (is_it && kills()) return injection_.after ? strike_at_the_end_of(thread) : strike(process);
    if (is_to_fail(point, is_it)) {
      registers.orig_rax = ~0ULL;
      registers.rax = static_cast<unsigned long long>(-injection_.error);
      ::ptrace(PTRACE_SETREGS, thread, nullptr, &registers);
    }
    go_on(thread);
  }

  static void go_on(pid_t thread) { ::ptrace(PTRACE_CONT, thread, nullptr, 0); }

  bool kills() const { return injection_.how == How::kill_it || injection_.how == How::kill_all; }

  /// Once, or, as on a full disk, from there on whatever can fail in this way.
  bool is_to_fail(const Point& point, bool is_it) const {
    const bool now = injection_.how == How::fail_from_here ? traced_.reached.has_value()
                                                           : injection_.how == How::fail && is_it;
    return now && std::ranges::any_of(point.errors, [&](const std::string& error) {
             return error_number(error) == injection_.error;
           });
  }

  void strike_at_the_end_of(pid_t thread) {
    to_kill_at_end_ = thread;
    ::ptrace(PTRACE_SYSCALL, thread, nullptr, 0);
  }

  void strike(pid_t process) {
    to_kill_at_end_ = 0;
    injection_.act();
    ::kill(process, SIGKILL);
    if (injection_.how == How::kill_all) kill_all();
  }

  const Injection& injection_;
  Clock::time_point give_up_;
  std::string program_;
  pid_t main_ = 0, other_ = 0, to_kill_at_end_ = 0;
  std::map<pid_t, pid_t> threads_;  // to their processes
  std::map<pid_t, Role> roles_;
  std::map<Role, int> counts_;
  bool running_ = true;  // the command, or the one that overlaps
  bool killing_ = false;
  Traced traced_;
};

}  // namespace

const char* to_string(Role role) {
  switch (role) {
    case Role::coordinator:
      return "coordinator";
    case Role::worker:
      return "worker";
    case Role::other:
      return "other";
  }
  return "";
}

Traced run_traced(const Command& command, const Injection& injection, int seconds) {
  return Tracer(injection, seconds).run(command, true);
}

Traced run_plainly(const Command& command, int seconds) {
  return Tracer(Injection{}, seconds).run(command, false);
}

}  // namespace sage::crash
