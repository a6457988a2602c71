#pragma once

#include <sys/types.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

/// The processes below this one, ended as a tree: a daemon that forked twice and left its session
/// is still below the subreaper that started it.
namespace sage {

/// From now on orphaned descendants become children of this process (prctl PR_SET_CHILD_SUBREAPER).
void become_subreaper();

/// The children of this process, of all its threads, adopted ones included.
std::vector<pid_t> children_of_this_process();

/// SIGKILL to every child not in `keep` and to all below them, again until none is left, reaping
/// as they end. Those in `keep`, and what is below them, are left alone. Bounded to ~10 s (a
/// process in uninterruptible sleep cannot be ended): false if some are left.
bool kill_descendants(const std::set<pid_t>& keep = {});

/// Start time of a process in clock ticks since boot (field 22 of /proc/<pid>/stat, read after
/// the last ')'), or nothing if there is no such process or it is a zombie, all of its threads. pid
/// and start time together name one process for ever (within a boot).
std::optional<std::uint64_t> process_start_time(pid_t pid);

/// Processes of this user whose environment holds exactly `assignment` ("NAME=value"), this one
/// excepted: what is left of a worker that died with no one to clean up after it.
std::vector<pid_t> processes_with_environment(const std::string& assignment);

}  // namespace sage
