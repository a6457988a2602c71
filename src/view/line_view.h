#pragma once

#include "run/run_state.h"
#include "view/style.h"

namespace sage {

/// What happens, a line at a time: for a log, a pipe, a terminal that cannot move its cursor. Each
/// line is one write(2). A reader that goes away ends the lines, never the run.
class LineView : public EventSink {
 public:
  LineView(int fd, Style style) : fd_(fd), style_(style) {}
  void take(const Event& event) override;

 private:
  int fd_;
  Style style_;
  RunState state_;
  bool gone_ = false;
};

}  // namespace sage
