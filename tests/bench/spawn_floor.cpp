// spawn_floor JOBS LANES: starts `true` JOBS times with posix_spawn, LANES at once, and waits.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "bench/measure.h"

namespace {

void run_lane(std::atomic<int>& left, std::atomic<int>& failed) {
  char program[] = "/bin/true";
  char* const argv[] = {program, nullptr};
  while (left-- > 0) {
    pid_t pid = -1;
    int status = 1;
    if (::posix_spawn(&pid, program, nullptr, nullptr, argv, environ) != 0 ||
        ::waitpid(pid, &status, 0) != pid || status != 0)
      ++failed;
  }
}

}  // namespace

int main(int, char** argv) {
  const int jobs = std::stoi(argv[1]);
  std::atomic<int> left = jobs, failed = 0;
  const double took = sage::bench::milliseconds([&] {
    std::vector<std::jthread> lanes;
    for (int i = 0; i < std::stoi(argv[2]); ++i)
      lanes.emplace_back(run_lane, std::ref(left), std::ref(failed));
  });
  sage::bench::print_sample(took / jobs);
  return failed == 0 ? 0 : 1;
}
