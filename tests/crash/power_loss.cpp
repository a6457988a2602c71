// The plug is pulled: ext4's own shutdown call drops all that was not yet on the disk (a loop
// device here), at one of the drain's state-changing calls, and every process dies with it. After
// the remount, journal replay included, the next run must find what the first one had promised.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <stdexcept>

#include "attack.h"
#include "base/text.h"
#include "jobs.h"
#include "mounts.h"
#include "os/file.h"
#include "os/process.h"
#include "support/temp_folder.h"

namespace sage::crash {
namespace {

constexpr unsigned long ext4_shutdown = _IOR('X', 125, std::uint32_t);
constexpr std::uint32_t without_flush = 2;
constexpr off_t image_bytes = 64 << 20;

void make_filesystem(const fs::path& image) {
  const UniqueFd file(::open(image.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!file || ::ftruncate(file.get(), image_bytes) != 0) throw std::runtime_error("no image file");
  SpawnRequest request;
  request.argv = {"mkfs.ext4", "-q", "-F", image.string()};
  request.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
  const Captured ran = run_captured(request);
  if (!ran.status.ok()) throw std::runtime_error("mkfs.ext4: " + ran.err);
}

void sync_all(const fs::path& disk) {
  const UniqueFd fd(::open(disk.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ::syncfs(fd.get());
}

void pull_the_plug(const fs::path& disk) {
  const UniqueFd fd(::open(disk.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::uint32_t flags = without_flush;
  if (::ioctl(fd.get(), ext4_shutdown, &flags) != 0)
    throw std::runtime_error("ext4 refuses to be shut down");
}

std::vector<std::string> cases(const Setup& setup) {
  std::vector<std::string> names;
  for (const Point& point : setup.points)
    names.push_back(format("{}:{}", to_string(point.role), point.number));
  return names;
}

Report run(const Setup& setup, const Words& words, const fs::path& folder) {
  const PrivateMounts mounts;
  const fs::path image = folder / "image", disk = folder / "disk";
  make_filesystem(image);
  mounts.mount_image(image, disk);
  const Drain drain(setup.program, disk / "drain", setup.workers);
  drain.copy_from(setup.made);
  sync_all(disk);
  const auto pull = [&] { pull_the_plug(disk); };
  const Injection loss{
      .how = Injection::How::kill_all, .at = named_by(words), .after = true, .act = pull};
  const Traced first = run_traced(drain.run("first", folder), loss, 120);
  mounts.unmount(disk);
  mounts.mount_image(image, disk);
  Report report{.problems = problems_of_first(drain, first, folder)};
  if (first.reached) report.where = first.reached->text;
  const auto after = problems_of_next(drain, folder);
  report.problems.insert(report.problems.end(), after.begin(), after.end());
  mounts.unmount(disk);
  return report;
}

std::string try_it(const fs::path& folder) try {
  const PrivateMounts mounts;
  make_filesystem(folder / "image");
  mounts.mount_image(folder / "image", folder / "disk");
  pull_the_plug(folder / "disk");
  mounts.unmount(folder / "disk");
  return "";
} catch (const std::exception& error) {
  return error.what();
}

std::string hindrance() {
  if (::geteuid() != 0) return "only root may mount a disk image";
  const test::TempFolder folder;
  std::string hindrance;
  run_jobs(
      1, 1, [&](std::size_t) { return try_it(folder); },
      [&](std::size_t, auto said) { hindrance = said.value_or("it died"); });
  return hindrance.empty() ? hindrance_of_ptrace() : hindrance;
}

}  // namespace

const Attack power_loss_attack{"power_loss", cases, run, hindrance};

}  // namespace sage::crash
