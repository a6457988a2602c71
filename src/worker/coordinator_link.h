#pragma once

#include <deque>
#include <optional>
#include <string>

#include "base/error.h"
#include "os/file.h"
#include "os/signals.h"
#include "worker/wire.h"

namespace sage {

/// A worker's end of the protocol: jobs and commands come in on stdin, answers go out on stdout.
/// SIGTERM counts as cancel and quit; an end of stdin as quit. A coordinator that is gone is no
/// error.
class CoordinatorLink {
 public:
  /// Says hello.
  explicit CoordinatorLink(const std::string& version);

  /// Waits for the next job; nothing when there will be none. Throws Error if what came is not of
  /// the protocol.
  std::optional<Job> next_job();

  /// Takes in what came, without waiting; whether the job in hand is to be ended.
  bool cancelled();
  /// Takes in what came; whether the coordinator is gone.
  bool abandoned();
  /// Can be read when `cancelled` may have another answer.
  int wake_fd() const { return wake_.get(); }

  void send(const wire::FromWorker& message);

 private:
  void take_in();
  void read_stdin();
  void close();
  void understand(const std::string& line);
  void hear(const wire::Hello& hello);
  void hear(Job job);
  void hear(const wire::Cancel&) { cancelled_ = true; }
  void hear(const wire::Quit&) { quitting_ = true; }

  Signals signals_;
  UniqueFd wake_;  ///< an epoll instance over stdin and signals_
  wire::LineBuffer lines_;
  std::deque<Job> jobs_;
  std::optional<Error> broken_;  ///< why nothing more is read
  bool greeted_ = false;
  bool is_open_ = true;  ///< stdin
  bool quitting_ = false, terminated_ = false;
  bool cancelled_ = false;
};

}  // namespace sage
