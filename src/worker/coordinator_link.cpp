#include "worker/coordinator_link.h"

#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>

#include "os/process.h"

namespace sage {
namespace {

constexpr std::size_t line_limit = 256 << 20;

void watch(int epoll, int fd) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
    throw system_error("worker: its stdin must be a pipe or a socket", errno);
}

}  // namespace

CoordinatorLink::CoordinatorLink(const std::string& version)
    : signals_{SIGTERM}, wake_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!wake_) throw system_error("worker: epoll_create1", errno);
  watch(wake_.get(), STDIN_FILENO);
  watch(wake_.get(), signals_.fd());
  send(wire::Hello{.version = version, .pid = ::getpid()});
}

std::optional<Job> CoordinatorLink::next_job() {
  for (;;) {
    take_in();
    if (terminated_) return std::nullopt;
    if (!jobs_.empty()) {
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      return job;
    }
    if (broken_) throw *broken_;
    if (quitting_) return std::nullopt;
    wait_readable({wake_.get()}, SteadyTime::max());
  }
}

bool CoordinatorLink::cancelled() {
  take_in();
  return cancelled_;
}

bool CoordinatorLink::abandoned() {
  take_in();
  return !is_open_;
}

void CoordinatorLink::take_in() {
  while (signals_.take()) cancelled_ = terminated_ = true;
  while (is_open_ && !wait_readable({STDIN_FILENO}, SteadyClock::now()).empty()) read_stdin();
}

void CoordinatorLink::read_stdin() {
  char chunk[1 << 16];
  const auto got = ::read(STDIN_FILENO, chunk, sizeof chunk);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got <= 0) return close();
  lines_.feed({chunk, static_cast<std::size_t>(got)});
  try {
    while (const auto line = lines_.next()) understand(*line);
    if (lines_.pending() > line_limit)
      throw Error(ErrorKind::internal, "worker: the coordinator sends a line without end");
  } catch (const Error& error) {  // first the job in hand is finished
    broken_ = error;
    close();
  }
}

/// Without this, an end of stdin would be news for ever.
void CoordinatorLink::close() {
  ::epoll_ctl(wake_.get(), EPOLL_CTL_DEL, STDIN_FILENO, nullptr);
  is_open_ = false;
  quitting_ = true;
}

void CoordinatorLink::understand(const std::string& line) {
  auto message = wire::decode_to_worker(line);
  if (!greeted_ && !std::holds_alternative<wire::Hello>(message))
    throw Error(ErrorKind::internal, "worker: expected the coordinator's hello first",
                "`sage-stream worker` is started by sage-stream, not by hand");
  std::visit([this](auto& one) { hear(std::move(one)); }, message);
}

void CoordinatorLink::hear(const wire::Hello& hello) {
  if (hello.protocol != wire::protocol)
    throw Error(ErrorKind::internal,
                format("worker: the coordinator (version {}) speaks protocol {}, expected {}",
                       excerpt(hello.version, 50), hello.protocol, wire::protocol),
                "start both from the same installation");
  greeted_ = true;
}

void CoordinatorLink::hear(Job job) {
  cancelled_ = terminated_;  // an earlier cancel was for an earlier job
  jobs_.push_back(std::move(job));
}

void CoordinatorLink::send(const wire::FromWorker& message) {
  const std::string text = wire::encode(message);
  for (std::string_view unsent = text; !unsent.empty();) {
    const auto put = ::write(STDOUT_FILENO, unsent.data(), unsent.size());
    if (put > 0) unsent.remove_prefix(static_cast<std::size_t>(put));
    if (put < 0 && errno != EINTR) return;  // nobody is there to hear it
  }
}

}  // namespace sage
