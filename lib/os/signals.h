#pragma once

#include <csignal>
#include <initializer_list>
#include <optional>

#include "os/file.h"

namespace sage {

/// Signals as things to read: from construction on, those given are blocked and queue up at a
/// descriptor that can be polled (signalfd(2)). SIGPIPE is ignored. One per process; the old mask
/// is restored at destruction, and what nobody took by then is dropped. Children started by `spawn`
/// get an empty mask.
class Signals {
 public:
  explicit Signals(std::initializer_list<int> signals);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int fd() const { return fd_.get(); }
  /// The next signal that came, or nothing. Never blocks.
  std::optional<int> take();

 private:
  UniqueFd fd_;
  sigset_t old_mask_{};
};

}  // namespace sage
