#include "mounts.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "base/text.h"
#include "jobs.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"

namespace sage::crash {
namespace {

void require(bool done, const char* what) {
  if (!done) throw std::system_error(errno, std::generic_category(), what);
}

void write_proc(const char* file, const std::string& text) {
  const UniqueFd fd(::open(file, O_WRONLY | O_CLOEXEC));
  require(::write(fd.get(), text.data(), text.size()) > 0, file);
}

void become_root_of_a_namespace() {
  const auto user = ::getuid(), group = ::getgid();
  require(::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0, "unshare");
  write_proc("/proc/self/setgroups", "deny");
  write_proc("/proc/self/uid_map", format("{0} {0} 1", user));
  write_proc("/proc/self/gid_map", format("{0} {0} 1", group));
}

void run(std::vector<std::string> argv) {
  SpawnRequest request;
  request.argv = std::move(argv);
  request.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
  const Captured ran = run_captured(request);
  if (!ran.status.ok()) throw std::runtime_error(std::string(trimmed(ran.err)));
}

std::string size_option(std::uintmax_t bytes) { return format("size={}", bytes); }

}  // namespace

PrivateMounts::PrivateMounts() {
  if (::geteuid() == 0)
    require(::unshare(CLONE_NEWNS) == 0, "unshare");
  else
    become_root_of_a_namespace();
  require(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "mount");
}

void PrivateMounts::mount_memory(const fs::path& folder, std::uintmax_t bytes) const {
  fs::create_directories(folder);
  const auto size = size_option(bytes);
  require(::mount("none", folder.c_str(), "tmpfs", 0, size.c_str()) == 0, "mount tmpfs");
}

void PrivateMounts::resize_memory(const fs::path& folder, std::uintmax_t bytes) const {
  const auto size = size_option(bytes);
  require(::mount("none", folder.c_str(), "tmpfs", MS_REMOUNT, size.c_str()) == 0, "remount tmpfs");
}

void PrivateMounts::mount_image(const fs::path& image, const fs::path& folder) const {
  fs::create_directories(folder);
  run({"mount", "-t", "ext4", "-o", "loop", image.string(), folder.string()});
}

void PrivateMounts::unmount(const fs::path& folder) const {
  // What a process that was just reaped had open, the kernel closes a moment later.
  constexpr Milliseconds pause{20}, patience{10'000};
  const auto give_up = SteadyClock::now() + patience;
  while (::umount(folder.c_str()) != 0) {
    require(errno == EBUSY && SteadyClock::now() < give_up, "umount");
    std::this_thread::sleep_for(pause);
  }
}

std::string hindrance_of_mounts() {
  std::string hindrance;
  const auto enter = [](std::size_t) -> std::string {  // for good: in a process of its own
    try {
      const PrivateMounts mounts;
      return "";
    } catch (const std::system_error& error) {
      return format("mounts are not permitted, not even in a user namespace: {}", error.what());
    }
  };
  run_jobs(1, 1, enter, [&](std::size_t, auto said) { hindrance = said.value_or("it died"); });
  return hindrance;
}

}  // namespace sage::crash
