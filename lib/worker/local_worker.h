#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <string>

#include "os/process.h"
#include "worker/local_pool.h"
#include "worker/wire.h"

namespace sage {

/// One worker process and its side of the protocol. Never blocks: what its stdin does not take
/// now is kept until it does.
class LocalWorker {
 public:
  /// Starts the process and says hello.
  LocalWorker(int number, const LocalPoolOptions& options);

  int number() const { return number_; }
  bool idle() const { return !busy_; }
  std::uint64_t job() const { return job_; }  ///< id of the job last given
  bool greeted() const { return greeted_; }
  bool has_unsent() const { return !unsent_.empty(); }
  const Child& child() const { return child_; }
  /// When it is to be killed unless it answers.
  SteadyTime answer_by() const { return std::min(greet_by_, end_by_); }

  void give(const Job& job);
  void cancel();  ///< ends the job in hand
  void flush();   ///< writes what is unsent, as far as it goes

  /// Reads what came, adding to `events`; a peer that breaks the protocol is killed. Gives whether
  /// there may be more to read. Throws Error(internal) if it speaks another protocol.
  bool receive(std::deque<PoolEvent>& events);

  /// Kills it; `why` is told when it is buried.
  void kill(const std::string& why);

  /// Reaps it, after it has ended; gives how it ended, and the end of its log.
  std::string obituary();
  /// The job in hand is lost. Precondition: !idle().
  WorkerLoss loss(const std::string& message) const;

  /// Closes its stdin, so it ends when it has nothing in hand.
  void dismiss() { child_.in.reset(); }

 private:
  void say(const wire::ToWorker& message);
  void understand(const std::string& line, std::deque<PoolEvent>& events);
  void hear(const wire::Hello& hello, std::deque<PoolEvent>& events);
  void hear(const Alive& alive, std::deque<PoolEvent>& events);
  void hear(const Outcome& outcome, std::deque<PoolEvent>& events);
  std::string last_log_line() const;

  int number_;
  const LocalPoolOptions& options_;
  Child child_;
  wire::LineBuffer lines_;
  std::string unsent_;
  bool busy_ = false;  ///< it has a job in hand: the next three say which
  std::string ticket_;
  int attempt_ = 0;
  std::uint64_t job_ = 0;
  bool greeted_ = false;
  SteadyTime greet_by_;
  SteadyTime end_by_ = SteadyTime::max();  ///< cancelled, or without stdout
  std::string killed_for_;
  std::uint64_t log_start_ = 0;  ///< size of the log when it was started
};

}  // namespace sage
