// Boost.Process forks and tells of a failed exec through a pipe; what a child of ours is beyond
// that (clean signals, no descriptors, streams, group, folder) is set in it between fork and
// exec. Habits of Boost 1.81 are worked around: its launcher leaves descriptors open and, when
// exec fails, runs exit handlers in the child and does not reap it.
#define BOOST_PROCESS_USE_STD_FS

#include "os/process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/optional.hpp>
#include <boost/type_traits/decay.hpp>
#include <boost/type_traits/is_convertible.hpp>
#include <csignal>

// Boost.Process of 1.81 uses the three above without including them.
#include <boost/asio/io_context.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>

#include "base/text.h"
#include "os/path_error.h"

namespace sage {
namespace {

namespace v2 = boost::process::v2;

/// What the child does to itself before exec: only what is safe after fork.
struct ChildSetup {
  std::array<int, 3> streams;  ///< what becomes 0, 1, 2; -1: stays
  const SpawnRequest& request;
  pid_t parent = ::getpid();

  template <class Launcher>
  v2::error_code on_exec_setup(Launcher&, const fs::path&, const char* const*&) {
    if (prepare()) return {};
    return {errno, boost::system::system_category()};
  }

  /// The launcher has written errno to its parent; its exit() must not run.
  template <class... Unused>
  void on_exec_error(Unused&&...) {
    ::_exit(127);
  }

 private:
  bool prepare() const {
    for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
    if (request.die_with_parent) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) ::_exit(127);  // it ended before the line above
    }
    if (request.new_session && ::setsid() < 0) return false;
    if (request.new_group && !request.new_session && ::setpgid(0, 0) != 0) return false;
    for (int target = 0; target < 3; ++target)
      if (streams[target] >= 0 && ::dup2(streams[target], target) < 0) return false;
    if (!request.folder.empty() && ::chdir(request.folder.c_str()) != 0) return false;
    if (::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return false;
    sigset_t none;
    ::sigemptyset(&none);
    return ::sigprocmask(SIG_SETMASK, &none, nullptr) == 0;
  }
};

/// Blocks all signals while it lives: a child must not run this process's handlers.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &old_);
  }
  ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &old_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t old_{};
};

/// Never 0, 1 or 2, so that putting one stream in its place cannot overwrite another.
UniqueFd above_standard(UniqueFd fd) {
  if (!fd || fd.get() > 2) return fd;
  return UniqueFd{::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3)};
}

/// The child's end of stream `number`; ours goes to `ours` if it is a pipe.
UniqueFd open_stream(const Stream& stream, int number, UniqueFd& ours) {
  const bool input = number == 0;
  UniqueFd fd;
  if (stream.kind == Stream::Kind::inherit) return fd;
  if (stream.kind == Stream::Kind::pipe) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("cannot make a pipe", errno);
    fd.reset(ends[input ? 0 : 1]);
    ours.reset(ends[input ? 1 : 0]);
    ours = above_standard(std::move(ours));
    if (!input) ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  } else {
    const fs::path path = stream.kind == Stream::Kind::null ? "/dev/null" : stream.path;
    const int flags = input ? O_RDONLY : O_WRONLY | O_CREAT | O_APPEND;
    fd.reset(::open(path.c_str(), flags | O_CLOEXEC, 0644));
    if (!fd) throw path_error("open", path, errno);
  }
  fd = above_standard(std::move(fd));
  if (!fd) throw system_error("cannot duplicate a descriptor", errno);
  return fd;
}

std::vector<const char*> as_argv(const std::vector<std::string>& strings) {
  std::vector<const char*> pointers;
  for (const auto& text : strings) {
    if (text.find('\0') != std::string::npos)
      throw Error(ErrorKind::invalid_input,
                  format("an argument or variable of a command holds a NUL byte: '{}'",
                         excerpt(text, 200)));
    pointers.push_back(text.c_str());
  }
  pointers.push_back(nullptr);
  return pointers;
}

std::string path_of(const std::vector<std::string>& environment) {
  for (const auto& variable : environment)
    if (variable.starts_with("PATH=")) return variable.substr(5);
  return {};
}

/// The absolute path of the program: a name with a slash counts from the folder it starts in.
fs::path program_of(const SpawnRequest& request) {
  if (request.argv.empty()) throw Error(ErrorKind::internal, "a command without a program");
  const auto& name = request.argv[0];
  const bool is_path = name.find('/') != std::string::npos;
  const auto found =
      find_program(is_path ? (request.folder / name).string() : name, path_of(request.environment));
  if (found) return fs::absolute(*found);
  throw Error(ErrorKind::invalid_input,
              is_path ? format("'{}' is not a program that can be run", excerpt(name, 500))
                      : format("program '{}' was not found in PATH", excerpt(name, 500)),
              is_path ? "does it exist, and is it executable?" : "is it installed?");
}

void end(pid_t pid) {
  ::kill(pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Error cannot_run(const fs::path& program, const fs::path& folder, int reason) {
  const bool ours = reason == EAGAIN || reason == ENOMEM || reason == EMFILE || reason == ENFILE;
  const auto place = folder.empty() ? "" : format(" in {}", excerpt(folder.native(), 500));
  return Error(
      ours ? ErrorKind::internal : ErrorKind::invalid_input,
      system_error(format("cannot run {}{}", excerpt(program.native(), 500), place), reason)
          .message(),
      reason == ENOEXEC ? "is its first line missing, such as '#!/bin/sh'?" : "");
}

/// fork and exec. The process object of Boost would kill the child when it goes, so it is let go.
pid_t launch(const SpawnRequest& request, const std::array<int, 3>& streams) {
  const auto program = program_of(request);
  auto argv = as_argv(request.argv);
  const auto environment = as_argv(request.environment);
  v2::posix::default_launcher launcher;
  launcher.env = environment.data();
  v2::error_code failed;
  try {
    const SignalsHeld held;
    boost::asio::io_context context;
    launcher(context.get_executor(), failed, program, argv.data(), ChildSetup{streams, request})
        .detach();
  } catch (const boost::system::system_error& error) {
    failed = error.code();
  }
  if (!failed) return launcher.pid;
  if (launcher.pid > 0) end(launcher.pid);
  throw cannot_run(program, request.folder, failed.value());
}

ExitStatus decoded(int status) {
  if (WIFSIGNALED(status)) return {.signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status)};
}

/// Nothing if the child still runs. One that is not ours any more was ended and reaped by
/// kill_descendants.
std::optional<ExitStatus> wait_for(pid_t pid, int flags) {
  for (;;) {
    int status = 0;
    const auto ended = ::waitpid(pid, &status, flags);
    if (ended == pid) return decoded(status);
    if (ended == 0) return std::nullopt;
    if (errno == ECHILD) return ExitStatus{.signal = SIGKILL};
    if (errno != EINTR) throw system_error(format("cannot wait for process {}", pid), errno);
  }
}

}  // namespace

std::string ExitStatus::describe() const {
  if (signal == 0) return format("exit status {}", code);
  const char* name = ::sigabbrev_np(signal);
  return name ? format("killed by SIG{}", name) : format("killed by signal {}", signal);
}

std::optional<ExitStatus> Child::try_wait() { return wait_for(pid, WNOHANG); }

ExitStatus Child::wait() { return *wait_for(pid, 0); }

Child spawn(const SpawnRequest& request) {
  Child child;
  const auto in = open_stream(request.in, 0, child.in);
  const auto out = open_stream(request.out, 1, child.out);
  const auto err = open_stream(request.err, 2, child.err);
  child.pid = launch(request, {in.get(), out.get(), err.get()});
  child.pidfd.reset(static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0)));
  if (!child.pidfd) {
    const int reason = errno;
    end(child.pid);
    throw system_error("cannot open a pidfd", reason);
  }
  return child;
}

}  // namespace sage
