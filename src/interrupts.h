#pragma once

#include "engine/coordinator.h"
#include "os/signals.h"

namespace sage {

/// What the signals that came ask for: the first SIGINT starts nothing new, the second, and
/// SIGTERM or SIGHUP, end the agents too.
class Interrupts {
 public:
  Interrupts();

  int fd() const { return signals_.fd(); }
  /// Everything asked for until now.
  InterruptRequest asked();
  /// Whether the terminal asked to stop (Ctrl-Z) since the last call.
  bool take_suspend() { return std::exchange(suspend_, false); }
  /// The exit code an interrupted run ends with.
  int exit_code() const;

 private:
  Signals signals_;
  InterruptRequest request_;
  bool suspend_ = false;
};

}  // namespace sage
