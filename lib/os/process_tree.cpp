#include "os/process_tree.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <sstream>
#include <thread>

#include "base/error.h"
#include "base/text.h"
#include "os/clock.h"
#include "os/path_error.h"
#include "os/process.h"

namespace sage {
namespace {

/// A file of a process, or nothing: it may end, or not be ours, between any two steps.
std::optional<std::string> read_proc(const fs::path& path) try {
  return read_file(path);
} catch (const Error&) {
  return std::nullopt;
}

std::optional<pid_t> as_pid(const std::string& name) {
  pid_t pid = 0;
  const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), pid);
  if (failed != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return pid;
}

/// Waits until the child has ended and reaps it; false if it has not by `deadline`.
bool reap(pid_t pid, SteadyTime deadline) {
  const UniqueFd pidfd{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
  for (;;) {
    const auto ended = ::waitpid(pid, nullptr, WNOHANG);
    if (ended == pid || (ended < 0 && errno == ECHILD)) return true;
    if (SteadyClock::now() >= deadline) return false;
    // Without a pidfd (no descriptor left) look again every millisecond.
    const auto soon = SteadyClock::now() + Milliseconds{1};
    wait_readable({pidfd.get()}, pidfd ? deadline : soon);
  }
}

}  // namespace

void become_subreaper() {
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) throw system_error("cannot adopt orphans", errno);
}

std::vector<pid_t> children_of_this_process() {
  std::vector<pid_t> children;
  for (const auto& task : fs::directory_iterator("/proc/self/task")) {
    std::istringstream list(read_proc(task.path() / "children").value_or(""));
    for (pid_t pid = 0; list >> pid;) children.push_back(pid);
  }
  return children;
}

// Only children are signalled, never what is below them: a child's pid stays taken until it is
// reaped here, a grandchild's may be somebody else's by now. When a child ends, its own
// children become ours (this process is a subreaper), and the next round finds them.
bool kill_descendants(const std::set<pid_t>& keep) {
  const auto deadline = SteadyClock::now() + std::chrono::seconds{10};
  for (;;) {
    auto victims = children_of_this_process();
    std::erase_if(victims, [&](pid_t pid) { return keep.contains(pid); });
    if (victims.empty()) return true;
    for (const pid_t pid : victims) ::kill(pid, SIGKILL);
    for (const pid_t pid : victims)
      if (!reap(pid, deadline)) return false;
    if (SteadyClock::now() >= deadline) return false;
  }
}

// A failure to read must not look like an absent process: a lock would be stolen from the living.
std::optional<std::uint64_t> process_start_time(pid_t pid) {
  const fs::path path = format("/proc/{}/stat", pid);
  const UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  char text[4096];
  const auto size = fd ? ::read(fd.get(), text, sizeof text) : -1;
  if (size < 0 && (errno == ENOENT || errno == ESRCH || errno == EACCES)) return std::nullopt;
  if (size < 0) throw path_error("read", path, errno);

  const std::string_view stat(text, static_cast<std::size_t>(size));
  const auto name_end = stat.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  std::istringstream fields{std::string(stat.substr(name_end + 1))};
  std::string state, skipped;
  fields >> state;  // field 3
  for (int field = 4; field < 20; ++field) fields >> skipped;
  int threads = 0;
  std::uint64_t start_time = 0;
  fields >> threads >> skipped >> start_time;  // fields 20, 21, 22
  // The first thread may be a zombie while others still end, and hold open files and locks.
  const bool has_ended = state == "X" || (state == "Z" && threads <= 1);
  return fields && !has_ended ? std::optional(start_time) : std::nullopt;
}

namespace {

/// Neither one of the kernel's own nor one that has ended.
bool runs_a_program(const fs::path& process) {
  std::error_code none;
  return !fs::read_symlink(process / "exe", none).empty();
}

/// A process whose program is just being replaced by another (execve) shows none for a moment.
std::string environment_of(const fs::path& process) {
  constexpr int looks = 20;
  constexpr Milliseconds pause{1};
  for (int look = 0; look < looks; ++look) {
    const auto text = read_proc(process / "environ");
    if (!text || !text->empty() || !runs_a_program(process)) return text.value_or("");
    std::this_thread::sleep_for(pause);
  }
  return {};
}

}  // namespace

std::vector<pid_t> processes_with_environment(const std::string& assignment) {
  const std::string wanted = '\0' + assignment + '\0';
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto pid = as_pid(entry.path().filename());
    struct stat status {};
    if (!pid || *pid == ::getpid() || ::stat(entry.path().c_str(), &status) != 0) continue;
    if (status.st_uid != ::geteuid()) continue;
    if (('\0' + environment_of(entry.path()) + '\0').find(wanted) != std::string::npos)
      found.push_back(*pid);
  }
  return found;
}

}  // namespace sage
