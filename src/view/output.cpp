#include "view/output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/error.h"

namespace sage {
namespace {

/// A closed pipe, a terminal that hung up.
bool reader_is_gone() {
  pollfd out{STDOUT_FILENO, 0, 0};
  return ::poll(&out, 1, 0) == 1 && (out.revents & (POLLERR | POLLHUP)) != 0;
}

}  // namespace

int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd room{fd, POLLOUT, 0};
      poll(&room, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

void finish_stdout(int problem) {
  if (std::fflush(stdout) != 0) problem = errno;
  if ((problem == 0 && std::ferror(stdout) == 0) || reader_is_gone()) return;
  // What does not fit into the buffer fails before, and its errno is gone.
  if (problem == 0) throw Error(ErrorKind::internal, "cannot write to stdout");
  throw system_error("cannot write to stdout", problem);
}

void print_result(std::string_view text) {
  const bool is_whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  finish_stdout(is_whole ? 0 : errno);
}

}  // namespace sage
