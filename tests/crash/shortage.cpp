// The real thing beside the injected faults: a tiny filesystem that fills up at some moment of the
// run, and a small limit of open files. Space, or the limit, is back for the second run.
#include <sys/resource.h>

#include <cerrno>

#include "attack.h"
#include "base/text.h"
#include "mounts.h"

namespace sage::crash {
namespace {

std::string nothing_in_the_way() { return ""; }

std::vector<std::string> limits(const Setup&) {
  std::vector<std::string> names;
  for (int limit = 8; limit <= 40; ++limit) names.push_back(format("files:{}", limit));
  return names;
}

Report with_few_files(const Setup& setup, const Words& words, const fs::path& folder) {
  const Drain drain(setup.program, folder / "drain", setup.workers);
  drain.copy_from(setup.made);
  Command command = drain.run("first", folder);
  command.prepare = [limit = std::stoul(words.at(1))] {
    const rlimit files{limit, limit};
    ::setrlimit(RLIMIT_NOFILE, &files);
  };
  const Traced first = run_plainly(command, 100);
  Report report{words.at(1) + " open files", problems_of_faulty(drain, first, EMFILE, folder)};
  const auto after = problems_of_next(drain, folder);
  report.problems.insert(report.problems.end(), after.begin(), after.end());
  return report;
}

/// What is left over on the disk when the run begins, in KB.
std::vector<std::string> sizes(const Setup&) {
  std::vector<std::string> names;
  for (int kb = 0; kb < 1200; kb += 8) names.push_back(format("kb:{}", kb));
  return names;
}

std::uintmax_t disk_use(const fs::path& folder) {
  std::uintmax_t pages = 1;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    pages += entry.is_regular_file() ? (entry.file_size() + 4095) / 4096 : 0;
  return pages * 4096;
}

Report on_a_full_disk(const Setup& setup, const Words& words, const fs::path& folder) {
  const PrivateMounts mounts;
  const fs::path disk = folder / "disk";
  mounts.mount_memory(disk, disk_use(setup.made.folder()) + 1024 * std::stoul(words.at(1)));
  const Drain drain(setup.program, disk / "drain", setup.workers);
  drain.copy_from(setup.made);
  const Traced first = run_plainly(drain.run("first", folder), 100);
  Report report{words.at(1) + " KB left", problems_of_faulty(drain, first, ENOSPC, folder)};
  mounts.resize_memory(disk, 256 << 20);
  const auto after = problems_of_next(drain, folder);
  report.problems.insert(report.problems.end(), after.begin(), after.end());
  mounts.unmount(disk);
  return report;
}

}  // namespace

const Attack few_files_attack{"few_files", limits, with_few_files, nothing_in_the_way};
const Attack full_disk_attack{"full_disk", sizes, on_a_full_disk, hindrance_of_mounts};

}  // namespace sage::crash
