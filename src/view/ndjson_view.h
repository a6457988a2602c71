#pragma once

#include "run/event.h"

namespace sage {

/// Every event as its JSON line, as soon as it happens (docs/OUTPUT.md). A reader that goes away
/// ends the lines, never the run.
class NdjsonView : public EventSink {
 public:
  explicit NdjsonView(int fd) : fd_(fd) {}
  void take(const Event& event) override;

  /// The errno of what ended the lines, or 0. EPIPE: the reader had read enough; anything else:
  /// the output is not whole, and the caller says so.
  int write_error() const { return error_; }

 private:
  int fd_;
  int error_ = 0;
};

}  // namespace sage
