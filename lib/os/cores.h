#pragma once

#include <filesystem>

namespace sage {

/// The cores this process may use: its CPU affinity, limited by the cgroup quotas (v2 cpu.max, v1
/// cfs_quota/cfs_period) of every cgroup it is in up to the root; rounded up, at least 1. `proc`
/// and `sys_fs_cgroup` are the mount points to read, so a test can show any machine.
int usable_cores(const std::filesystem::path& proc = "/proc",
                 const std::filesystem::path& sys_fs_cgroup = "/sys/fs/cgroup");

}  // namespace sage
