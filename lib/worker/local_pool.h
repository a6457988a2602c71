#pragma once

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
  Milliseconds cancel_limit{30'000};  ///< a cancelled worker that has not answered is killed
};

/// Workers as child processes on this machine. Makes this process a subreaper: what a dead worker
/// leaves behind is ended at once. Destroying the pool says `quit` (closes their stdin), waits for
/// those that are idle, and lets those with a job in hand finish on their own.
class LocalPool : public WorkerPool {
 public:
  explicit LocalPool(LocalPoolOptions options);
  ~LocalPool() override;

  std::size_t free() const override;
  bool busy() const override;
  Assigned send(const Job& job) override;
  void cancel_all() override;
  std::optional<PoolEvent> wait(SteadyTime deadline) override;

 private:
  struct Worker;
  LocalPoolOptions options_;
  std::vector<std::unique_ptr<Worker>> workers_;
  // (the implementer completes the private part)
};

}  // namespace sage
