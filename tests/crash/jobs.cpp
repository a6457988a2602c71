#include "jobs.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <system_error>

#include "os/file.h"

namespace sage::crash {
namespace {

struct Running {
  std::size_t number;
  UniqueFd said;  // a file in memory that the job writes
};

void say(int fd, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const auto put = ::write(fd, text.data() + done, text.size() - done);
    if (put < 0) ::_exit(1);
    done += static_cast<std::size_t>(put);
  }
}

std::string read_back(int fd) {
  std::string text(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), '\0');
  text.resize(
      static_cast<std::size_t>(std::max<ssize_t>(0, ::pread(fd, text.data(), text.size(), 0))));
  return text;
}

}  // namespace

void run_jobs(std::size_t count, std::size_t width,
              const std::function<std::string(std::size_t)>& job,
              const std::function<void(std::size_t, std::optional<std::string>)>& done) {
  std::map<pid_t, Running> running;
  for (std::size_t next = 0; next < count || !running.empty();) {
    if (next < count && running.size() < width) {
      UniqueFd said(::memfd_create("job", MFD_CLOEXEC));
      const pid_t pid = ::fork();
      if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
      if (pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        say(said.get(), job(next));
        ::_exit(0);
      }
      running.emplace(pid, Running{next++, std::move(said)});
      continue;
    }
    int status = 0;
    const auto ended = running.extract(::waitpid(-1, &status, 0));
    if (ended.empty()) continue;
    const Running& was = ended.mapped();
    done(was.number, status == 0 ? std::optional(read_back(was.said.get())) : std::nullopt);
  }
}

}  // namespace sage::crash
