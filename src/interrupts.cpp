#include "interrupts.h"

#include <csignal>

#include "cli/exit_code.h"

namespace sage {

Interrupts::Interrupts() : signals_({SIGINT, SIGTERM, SIGHUP, SIGTSTP}) {}

InterruptRequest Interrupts::asked() {
  while (const auto signal = signals_.take()) {
    if (*signal == SIGTSTP) {
      suspend_ = true;
    } else {
      const bool first = *signal == SIGINT && request_.what == Interrupt::none;
      request_ = {first ? Interrupt::finish : Interrupt::stop, *signal};
    }
  }
  return request_;
}

int Interrupts::exit_code() const {
  return request_.signal == SIGINT ? exit_code::interrupted : exit_code::terminated;
}

}  // namespace sage
