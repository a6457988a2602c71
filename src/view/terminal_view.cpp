#include "view/terminal_view.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "base/text.h"
#include "view/display_width.h"
#include "view/output.h"

namespace sage {
namespace {

constexpr std::int64_t least_ms_between_frames = 100;

// Control sequences of ECMA-48 and xterm; 2026 (synchronised update) makes a terminal that knows
// it show the frame at once, the others ignore it.
constexpr std::string_view begin_frame = "\033[?2026h\033[?25l\033[?7l\r";
constexpr std::string_view end_frame = "\r\033[?7h\033[?2026l";
constexpr std::string_view clear_line = "\033[K", clear_below = "\033[J";
constexpr std::string_view restore = "\r\033[J\033[?7h\033[?25h\033[?2026l";

/// The terminal with a frame on it, or -1: for the handler of fatal signals.
std::atomic<int> live_terminal{-1};
static_assert(std::atomic<int>::is_always_lock_free);

FrameSize terminal_size(int fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

/// A stopped terminal (Ctrl-S) takes nothing: the frame is left out and the run goes on.
bool takes_output(int fd) {
  pollfd output{fd, POLLOUT, 0};
  return poll(&output, 1, 0) == 1;
}

bool scrolls(const Event& event) {
  return !std::holds_alternative<event::TicketStarted>(event.body) &&
         !std::holds_alternative<event::RunFinished>(event.body);
}

}  // namespace

TerminalView::~TerminalView() { clear(); }

void TerminalView::take(const Event& event) {
  run_.apply(event);
  if (over_) return;
  if (const auto line = event_line(event, run_.state()); line && scrolls(event))
    scrolled_.push_back(*line);
  if (std::holds_alternative<event::RunFinished>(event.body)) {
    clear();
    over_ = true;
  }
  tick(event.at);
}

void TerminalView::tick(WallTime now) {
  const bool clock_went_back = now < drawn_;
  if (over_ || (now - drawn_ < least_ms_between_frames && !clock_went_back)) return;
  if (takes_output(fd_)) draw(now);
}

void TerminalView::draw(WallTime now) {
  const FrameSize terminal = terminal_size(fd_);
  // The last column stays free: a terminal that has filled it may clear what is there.
  const FrameSize room{std::max(terminal.columns - 1, 1), std::max(terminal.rows - 1, 1)};
  std::string out(begin_frame);
  if (terminal != size_) out += clear_below;
  out += scrolled_lines(room.columns);
  const std::vector<std::string> lines = frame(run_, room, now, style_);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i)
    out.append(lines[i]).append(clear_line).append("\r\n");
  out.append(lines.back()).append(clear_below);
  if (lines.size() > 1) out += format("\033[{}A", lines.size() - 1);
  live_terminal = fd_;
  put(out.append(end_frame));
  size_ = terminal;
  drawn_ = now;
}

std::string TerminalView::scrolled_lines(int columns) {
  std::string out;
  for (const EventLine& line : scrolled_) {
    const auto parts = wrapped(style_.shown(line.word + " " + line.text), std::max(columns - 2, 1));
    std::string_view first = parts.front();
    // Cleared before it is written: tmux would keep cleared cells behind the text as part of the
    // line, and break the line at them when it is resized.
    out += clear_line;
    if (first.starts_with(line.word)) {
      out += style_.paint(line.tone, line.word);
      first.remove_prefix(line.word.size());
    }
    out.append(first).append("\r\n");
    for (std::size_t i = 1; i < parts.size(); ++i)
      out.append(clear_line).append("  ").append(parts[i]).append("\r\n");
  }
  scrolled_.clear();
  return out;
}

void TerminalView::clear() {
  if (live_terminal != fd_ && scrolled_.empty()) return;
  const int columns = std::max(terminal_size(fd_).columns - 1, 1);
  put(format("\r{}{}", scrolled_lines(columns), restore));
  live_terminal = -1;
}

void TerminalView::put(const std::string& bytes) {
  if (!over_) over_ = write_all(fd_, bytes) != 0;
}

void TerminalView::restore_terminal() {
  const int fd = live_terminal;
  if (fd < 0) return;
  const int saved = errno;
  [[maybe_unused]] const ssize_t ignored = write(fd, restore.data(), restore.size());
  errno = saved;
}

}  // namespace sage
