#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// The system calls that change the world: the points at which a crash or a fault may make a
/// difference. Between two of them a process only thinks.
namespace sage::crash {

enum class Kind { open, write, name, remove, sync, size, mode, lock, signal };

struct Call {
  long number;
  const char* name;
  Kind kind;
  int path = -1;   ///< which argument is a path (for messages), or -1
  int file = -1;   ///< which argument is a descriptor, or -1
  int flags = -1;  ///< which argument holds the flags of open(2), or -1
};

using Arguments = std::array<std::uint64_t, 6>;

std::span<const Call> state_changing_calls();
const Call* find_call(long number);

/// Whether this very call is a point: an open that can create or cut, a write to a regular file
/// other than the standard streams (those are the business of other tests) or to a pipe between
/// coordinator and worker.
bool is_point(pid_t thread, const Call& call, const Arguments& arguments);

/// The errors that the call may meet in the field ("ENOSPC" …), and their numbers.
std::vector<std::string> errors_of(pid_t thread, const Call& call, const Arguments& arguments);
int error_number(const std::string& name);

/// "openat /repo/.sage/stream.flock"
std::string describe(pid_t thread, const Call& call, const Arguments& arguments);

/// From now on each of these calls of this process and its children stops at its tracer; all
/// others run at full speed. Without a tracer they would fail with ENOSYS.
void stop_at_state_changing_calls();

}  // namespace sage::crash
