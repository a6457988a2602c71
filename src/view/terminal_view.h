#pragma once

#include <vector>

#include "view/event_line.h"
#include "view/frame.h"

namespace sage {

/// The live view: finished tickets scroll by as plain lines, below them a frame says what every
/// worker does. One per process. It has no clock: events and ticks bring the time.
///
/// Between two writes the cursor rests, hidden, on the first column of the frame's first line.
/// When a terminal is resized it keeps the cursor on the line it was on, however it wraps or cuts
/// the lines below; so all from the cursor down is the frame, and drawing never has to know how
/// many rows the frame before took. A frame is one write(2), with automatic wrapping off in it:
/// a character that the terminal thinks wider than we do cannot break the layout.
class TerminalView : public EventSink {
 public:
  /// `fd` is a terminal; its size is asked for at each frame.
  TerminalView(int fd, Style style) : fd_(fd), style_(style) {}
  ~TerminalView() override;
  TerminalView(const TerminalView&) = delete;
  TerminalView& operator=(const TerminalView&) = delete;

  /// Draws at once, but at most every 100 ms; what came in between shows with the next.
  void take(const Event& event) override;
  /// To be called a few times a second: elapsed times move, a resized terminal is redrawn.
  void tick(WallTime now);

  /// Takes the frame away and shows the cursor: before a question, an error, a stop by SIGTSTP.
  /// The next event or tick draws it again, unless the run has finished.
  void clear();

  /// The same for a handler of fatal signals (async-signal-safe).
  static void restore_terminal();

 private:
  void draw(WallTime now);
  std::string scrolled_lines(int columns);
  void put(const std::string& bytes);

  int fd_;
  Style style_;
  LiveRun run_;
  std::vector<EventLine> scrolled_;  ///< lines to go above the frame with the next write
  FrameSize size_;                   ///< of the terminal when the frame was drawn
  WallTime drawn_ = 0;
  bool over_ = false;  ///< the run has finished, or the terminal is gone
};

}  // namespace sage
