#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "worker/pool.h"

namespace sage {

struct LocalPoolOptions {
  std::vector<std::string> command;  ///< argv of a worker ("sage-stream worker …")
  std::vector<std::string> environment;
  std::size_t limit = 1;              ///< workers at most
  std::string version;                ///< told in the hello
  int wake_fd = -1;                   ///< wait() returns when this can be read (signals)
  std::filesystem::path log;          ///< file that the workers' stderr is appended to
  Milliseconds hello_limit{60'000};   ///< a new worker that has not said hello is killed
  Milliseconds cancel_limit{30'000};  ///< a cancelled worker that has not answered is killed
};

class LocalWorker;

/// Workers as child processes on this machine. Makes this process a subreaper and ignores SIGPIPE:
/// when a worker dies, every child of this process that is not a living worker is taken for
/// something it left behind, and ended at once. A worker of another protocol, or three in a row
/// that end before their hello, are an Error(internal) thrown by `wait`. Destroying the pool closes
/// the workers' stdin, waits for those that are idle, and lets those with a job in hand finish on
/// their own.
class LocalPool : public WorkerPool {
 public:
  explicit LocalPool(LocalPoolOptions options);
  ~LocalPool() override;

  std::size_t free() const override;
  bool busy() const override;
  Assigned send(const Job& job) override;
  void cancel(std::uint64_t job) override;
  void cancel_all() override;
  std::optional<PoolEvent> wait(SteadyTime deadline) override;

 private:
  LocalWorker* idle_worker();
  LocalWorker& start_worker();
  bool poll_once(SteadyTime deadline);
  void attend(LocalWorker& worker);
  void bury(LocalWorker& worker);

  LocalPoolOptions options_;
  std::vector<std::unique_ptr<LocalWorker>> workers_;
  std::deque<PoolEvent> events_;  ///< happened, not yet given out
  int early_deaths_ = 0;          ///< workers in a row that ended before their hello
};

}  // namespace sage
