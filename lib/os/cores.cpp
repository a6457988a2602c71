#include "os/cores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <thread>

#include "os/file.h"

namespace sage {
namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

std::string read_line(const fs::path& path) {
  std::istringstream text(read_file(path).value_or(""));
  std::string line;
  std::getline(text, line);
  return line;
}

/// How many cores a list such as "0-3,8" names; 0 if it is none.
int count_list(const std::string& list) {
  std::istringstream text(list);
  int count = 0, first = 0;
  while (text >> first) {
    int last = first;
    if (text.peek() == '-') text.ignore() >> last;
    count += std::max(0, last - first + 1);
    text.ignore();  // the comma
  }
  return count;
}

int allowed_cores(const fs::path& proc) {
  std::istringstream status(read_file(proc / "self/status").value_or(""));
  const std::string name = "Cpus_allowed_list:";
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name))
      if (const int count = count_list(line.substr(name.size())); count > 0) return count;
  return static_cast<int>(std::thread::hardware_concurrency());
}

/// The quota of one cgroup in cores: "max 100000" or "150000 100000" in v2, two files in v1.
double quota_of(const fs::path& cgroup) {
  auto text = read_line(cgroup / "cpu.max");
  if (text.empty())
    text = read_line(cgroup / "cpu.cfs_quota_us") + " " + read_line(cgroup / "cpu.cfs_period_us");
  double quota = 0, period = 0;
  const bool limited = std::istringstream(text) >> quota >> period && quota > 0 && period > 0;
  return limited ? quota / period : unlimited;
}

/// The smallest quota of the cgroup at `path` below `mount` and of those above it. In a container
/// the path may be the host's, unknown below the mount: the mount's own quota still counts.
double quota_up_to(const fs::path& mount, const fs::path& path) {
  double quota = quota_of(mount);
  fs::path cgroup = mount;
  for (const auto& part : path.relative_path()) {
    if (part == "..") break;  // outside of this cgroup namespace
    cgroup /= part;
    quota = std::min(quota, quota_of(cgroup));
  }
  return quota;
}

bool holds(const std::string& controllers, const std::string& name) {
  return ("," + controllers + ",").find("," + name + ",") != std::string::npos;
}

/// The quota that one line of /proc/self/cgroup ("4:cpu,cpuacct:/path", v2: "0::/path") means.
double quota_of_line(const std::string& line, const fs::path& sys_fs_cgroup) {
  const auto first = line.find(':'), second = line.find(':', first + 1);
  if (first == std::string::npos || second == std::string::npos) return unlimited;
  const auto controllers = line.substr(first + 1, second - first - 1);
  const auto path = line.substr(second + 1);
  if (controllers.empty())  // v2 on its own, or beside v1
    return std::min(quota_up_to(sys_fs_cgroup, path), quota_up_to(sys_fs_cgroup / "unified", path));
  if (!holds(controllers, "cpu")) return unlimited;
  return std::min(quota_up_to(sys_fs_cgroup / controllers, path),
                  quota_up_to(sys_fs_cgroup / "cpu", path));
}

}  // namespace

int usable_cores(const fs::path& proc, const fs::path& sys_fs_cgroup) {
  double cores = allowed_cores(proc);
  std::istringstream cgroups(read_file(proc / "self/cgroup").value_or(""));
  for (std::string line; std::getline(cgroups, line);)
    cores = std::min(cores, quota_of_line(line, sys_fs_cgroup));
  return std::max(1, static_cast<int>(std::ceil(cores)));
}

}  // namespace sage
