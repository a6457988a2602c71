#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "os/clock.h"
#include "os/file.h"

/// Child processes. The only home of Boost.Process.
namespace sage {

/// What a child gets as one of its three standard streams.
struct Stream {
  enum class Kind {
    null,     ///< /dev/null
    inherit,  ///< this process's own
    pipe,     ///< a pipe whose other end is in Child
    file,     ///< `path`, opened for reading (stdin) or created and appended to (stdout, stderr)
  };
  Kind kind = Kind::null;
  fs::path path{};
};

struct SpawnRequest {
  /// argv[0] is looked up in the PATH of `environment`; with a slash in it, from `folder`.
  std::vector<std::string> argv;
  fs::path folder;                       ///< where it starts; empty: here
  std::vector<std::string> environment;  ///< "NAME=value", all of it
  Stream in{}, out{}, err{};
  bool new_session = false;      ///< setsid: own session and process group, no terminal
  bool new_group = false;        ///< setpgid: own process group (signals from the terminal miss it)
  bool die_with_parent = false;  ///< SIGKILL when the thread that made it ends
};

struct ExitStatus {
  int code = 0;    ///< exit status, if `signal` is 0
  int signal = 0;  ///< the signal that ended it, or 0
  bool ok() const { return code == 0 && signal == 0; }
  std::string describe() const;  ///< "exit status 3", "killed by SIGKILL"
};

/// A running child. Destroying it closes the pipes but neither ends nor forgets the process:
/// whoever spawned it reaps it (wait, try_wait). One that kill_descendants has ended and reaped
/// meanwhile counts as killed by SIGKILL.
class Child {
 public:
  pid_t pid = -1;
  UniqueFd pidfd;         ///< readable when the process has ended (pidfd_open(2)): can be polled
  UniqueFd in, out, err;  ///< our ends of the pipes asked for; out and err do not block

  std::optional<ExitStatus> try_wait();  ///< reaps it if it has ended
  ExitStatus wait();                     ///< waits until it has
};

/// Starts a child: default signal dispositions, empty signal mask, no descriptor but the three.
/// Throws Error(invalid_input) if the program is not found or cannot be run (the message names
/// it), Error(internal) for anything else.
Child spawn(const SpawnRequest& request);

/// Where `name` is found in `path_variable` (a PATH), or itself if it holds a slash and can be
/// run; nothing otherwise. Empty and relative entries of the PATH are passed over.
std::optional<fs::path> find_program(const std::string& name, const std::string& path_variable);

struct Captured {
  ExitStatus status;
  std::string out;
  std::string err;
};

/// Runs to the end with stdin from /dev/null and both outputs captured. At `timeout` (0 = none)
/// the child is killed (with its group, if it was given its own). What it left running in the
/// background is not waited for.
Captured run_captured(SpawnRequest request, Milliseconds timeout = Milliseconds{0});

/// Waits until one of `fds` can be read (or has hung up), `deadline` comes, or a signal handler
/// ran; gives which ones, in order, as positions in `fds`. Descriptors of -1 are passed over.
std::vector<std::size_t> wait_readable(const std::vector<int>& fds, SteadyTime deadline);

}  // namespace sage
