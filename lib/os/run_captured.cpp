#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/error.h"
#include "base/text.h"
#include "os/process.h"

namespace sage {
namespace {

constexpr std::size_t capture_limit = 64 << 20;

/// Takes what can be read now without waiting; closes `fd` at its end.
void drain(UniqueFd& fd, std::string& into) {
  char chunk[1 << 16];
  while (fd && into.size() <= capture_limit) {
    const auto got = ::read(fd.get(), chunk, sizeof chunk);
    if (got > 0) into.append(chunk, static_cast<std::size_t>(got));
    if (got < 0 && errno == EAGAIN) return;
    if (got == 0 || (got < 0 && errno != EINTR)) fd.reset();
  }
}

}  // namespace

std::vector<std::size_t> wait_readable(const std::vector<int>& fds, SteadyTime deadline) {
  std::vector<pollfd> polled;
  polled.reserve(fds.size());
  for (const int fd : fds) polled.push_back({.fd = fd, .events = POLLIN, .revents = 0});
  std::vector<std::size_t> ready;
  if (::poll(polled.data(), polled.size(), poll_timeout(deadline)) < 0) {
    if (errno != EINTR) throw system_error("cannot poll", errno);
    return ready;
  }
  for (std::size_t i = 0; i < polled.size(); ++i)
    if (polled[i].revents != 0) ready.push_back(i);
  return ready;
}

Captured run_captured(SpawnRequest request, Milliseconds timeout) {
  request.in = {};
  request.out = request.err = {.kind = Stream::Kind::pipe};
  auto child = spawn(request);
  const bool has_group = request.new_group || request.new_session;
  const auto end = [&] { ::kill(has_group ? -child.pid : child.pid, SIGKILL); };
  auto deadline = timeout.count() > 0 ? SteadyClock::now() + timeout : SteadyTime::max();

  Captured captured;
  bool running = true, too_much = false;
  while (running) {
    const auto ready =
        wait_readable({child.out.get(), child.err.get(), child.pidfd.get()}, deadline);
    running = ready.empty() || ready.back() != 2;
    drain(child.out, captured.out);
    drain(child.err, captured.err);
    too_much = std::max(captured.out.size(), captured.err.size()) > capture_limit;
    if (!running || (!too_much && SteadyClock::now() < deadline)) continue;
    end();
    deadline = SteadyTime::max();
    if (too_much) break;
  }
  captured.status = child.wait();
  if (too_much)
    throw Error(ErrorKind::internal, format("'{}' printed more than {} MB",
                                            excerpt(request.argv[0], 200), capture_limit >> 20));
  return captured;
}

}  // namespace sage
