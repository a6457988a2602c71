#include "view/terminal_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <random>

#include "os/file.h"
#include "src/scripted_run.h"
#include "src/terminal_emulator.h"

namespace sage {
namespace {

using Resizing = TerminalEmulator::Resizing;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A pseudo-terminal, and the emulator that reads it.
class Screen {
 public:
  explicit Screen(FrameSize size) : emulator(size) {
    winsize window = window_of(size);
    int master = -1, terminal = -1;
    EXPECT_EQ(openpty(&master, &terminal, nullptr, nullptr, &window), 0);
    master_.reset(master);
    terminal_.reset(terminal);
  }

  int fd() const { return terminal_.get(); }
  void hang_up() { master_.reset(); }

  void resize(FrameSize size, Resizing how) {
    update();
    const winsize window = window_of(size);
    EXPECT_EQ(ioctl(master_.get(), TIOCSWINSZ, &window), 0);
    emulator.resize(size, how);
  }

  /// Feeds the emulator all that was written so far: up to a mark put behind it.
  TerminalEmulator& update() {
    const int mark = emulator.syncs + 1;
    EXPECT_EQ(write(fd(), "\005", 1), 1);
    char bytes[4096];
    while (emulator.syncs < mark) {
      const ssize_t got = read(master_.get(), bytes, sizeof bytes);
      if (got <= 0) throw std::runtime_error("the pseudo-terminal has gone");
      emulator.feed({bytes, static_cast<std::size_t>(got)});
    }
    return emulator;
  }

  TerminalEmulator emulator;

 private:
  static winsize window_of(FrameSize size) {
    return {static_cast<unsigned short>(size.rows), static_cast<unsigned short>(size.columns), 0,
            0};
  }
  UniqueFd master_, terminal_;
};

/// The frame that belongs below the events so far on a terminal of this size.
std::vector<std::string> frame_below(const LiveRun& run, FrameSize size, WallTime now) {
  return frame(run, {size.columns - 1, size.rows - 1}, now, {});
}

/// All that scrolls by in the scripted run, without the spaces that breaking lines adds or takes.
std::string scrolled(const std::vector<Event>& events) {
  RunState state;
  std::string all;
  for (const auto& event : events) {
    state.apply(event);
    const auto line = event_line(event, state);
    if (line && line->word != "started" && line->word != "finished")
      all += Style().shown(line->word + line->text);
  }
  std::erase(all, ' ');
  return all;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const auto& line : lines) all += line;
  std::erase(all, ' ');
  return all;
}

TEST(TerminalView, ShowsTheFrameBelowWhatHappened) {
  Screen screen({80, 24});
  TerminalView view(screen.fd(), {});
  const auto events = scripted_run();
  for (std::size_t i = 0; i < 13; ++i) view.take(events[i]);
  const auto& terminal = screen.update();
  EXPECT_THAT(
      terminal.above(),
      ElementsAre("run 20261120-223501-k3x9 on main: 12 tickets, 1 done, up to 2 workers",
                  "recovered OLD-001: its result was stored; it lands now",
                  "failed DB-002 (attempt 1): exit status 3, retry in 2.0s; log in",
                  "  .sage/runs/20261120-223501-k3x9/DB-002/1",
                  "landed AUTH-001 03030303 3 files 12.4s Add a login form", "closed AUTH-EPIC"));
  EXPECT_THAT(terminal.from_cursor(),
              ElementsAre("0 –", "1 DB-002 0:00  (attempt 2) 数据库迁移",
                          "██░░░░░░░░░░░░░░░░░░░░░░░░░░░░  1/12  2 running  2 ready  7 waiting"));
  EXPECT_FALSE(terminal.cursor_visible);
  EXPECT_TRUE(terminal.wraps) << "off inside of a frame only";
}

class TerminalViewAt : public testing::TestWithParam<FrameSize> {};

TEST_P(TerminalViewAt, ShowsTheFrameAtEveryMoment) {
  Screen screen(GetParam());
  TerminalView view(screen.fd(), {});
  LiveRun run;
  const auto events = scripted_run();
  for (std::size_t i = 0; i + 1 < events.size(); ++i) {
    view.take(events[i]);
    run.apply(events[i]);
    ASSERT_EQ(screen.update().from_cursor(), frame_below(run, GetParam(), events[i].at));
  }
  EXPECT_FALSE(screen.emulator.overflow);
}

TEST_P(TerminalViewAt, LeavesOnlyWhatHappenedAtTheEnd) {
  Screen screen(GetParam());
  TerminalView view(screen.fd(), {});
  for (const auto& event : scripted_run()) view.take(event);
  const auto& terminal = screen.update();
  EXPECT_EQ(joined(terminal.above()), scrolled(scripted_run()));
  EXPECT_THAT(terminal.from_cursor(), IsEmpty());
  EXPECT_TRUE(terminal.cursor_visible);
  EXPECT_TRUE(terminal.wraps);
  EXPECT_EQ(terminal.column(), 0U);
  EXPECT_FALSE(terminal.overflow);
}

INSTANTIATE_TEST_SUITE_P(Sizes, TerminalViewAt,
                         testing::Values(FrameSize{80, 24}, FrameSize{40, 10}, FrameSize{20, 5},
                                         FrameSize{200, 50}, FrameSize{20, 2}, FrameSize{80, 1}),
                         [](const auto& size) {
                           return std::to_string(size.param.columns) + "x" +
                                  std::to_string(size.param.rows);
                         });

/// Resizes before every third event, to any size.
class TerminalViewResized : public testing::TestWithParam<Resizing> {};

TEST_P(TerminalViewResized, LeavesNoGarbage) {
  std::mt19937 random(20240517);
  for (int round = 0; round < 40; ++round) {
    FrameSize size{80, 24};
    Screen screen(size);
    TerminalView view(screen.fd(), {});
    LiveRun run;
    const auto events = scripted_run();
    for (std::size_t i = 0; i + 1 < events.size(); ++i) {
      if (random() % 3 == 0) {
        size = {20 + static_cast<int>(random() % 100), 2 + static_cast<int>(random() % 30)};
        screen.resize(size, GetParam());
      }
      view.take(events[i]);
      run.apply(events[i]);
      const auto& terminal = screen.update();
      ASSERT_EQ(terminal.from_cursor(), frame_below(run, size, events[i].at));
      ASSERT_THAT(terminal.above(), Not(Contains(HasSubstr("░")))) << "of a progress line";
      ASSERT_THAT(terminal.above(), Not(Contains(HasSubstr("–")))) << "of an idle worker";
    }
    view.take(events.back());
    const auto& terminal = screen.update();
    EXPECT_THAT(terminal.from_cursor(), IsEmpty());
    EXPECT_TRUE(terminal.cursor_visible);
    EXPECT_FALSE(terminal.overflow);
    const bool keeps_all = GetParam() == Resizing::reflows;
    EXPECT_TRUE(!keeps_all || joined(terminal.above()) == scrolled(events));
  }
}

INSTANTIATE_TEST_SUITE_P(Terminals, TerminalViewResized,
                         testing::Values(Resizing::reflows, Resizing::crops), [](const auto& how) {
                           return how.param == Resizing::reflows ? "ThatReflow" : "ThatCrop";
                         });

TEST(TerminalView, FollowsAResizeWithTheNextTick) {
  Screen screen({80, 24});
  TerminalView view(screen.fd(), {});
  LiveRun run;
  const auto events = scripted_run();
  for (std::size_t i = 0; i < 13; ++i) view.take(events[i]), run.apply(events[i]);
  screen.resize({30, 10}, Resizing::reflows);
  view.tick(events[12].at + 250);
  EXPECT_EQ(screen.update().from_cursor(), frame_below(run, {30, 10}, events[12].at + 250));
}

TEST(TerminalView, GivesTheTerminalBackWhenItIsDestroyed) {
  Screen screen({80, 24});
  {
    TerminalView view(screen.fd(), {});
    for (std::size_t i = 0; i < 8; ++i) view.take(scripted_run()[i]);
    EXPECT_FALSE(screen.update().cursor_visible);
  }
  EXPECT_TRUE(screen.update().cursor_visible);
  EXPECT_THAT(screen.emulator.from_cursor(), IsEmpty());
}

TEST(TerminalView, GivesTheTerminalBackFromASignalHandler) {
  Screen screen({80, 24});
  TerminalView view(screen.fd(), {});
  for (std::size_t i = 0; i < 8; ++i) view.take(scripted_run()[i]);
  EXPECT_FALSE(screen.update().cursor_visible);
  TerminalView::restore_terminal();
  EXPECT_TRUE(screen.update().cursor_visible);
  EXPECT_TRUE(screen.emulator.wraps);
  EXPECT_THAT(screen.emulator.from_cursor(), IsEmpty());
}

TEST(TerminalView, HasNothingToGiveBackWithoutAFrame) {
  Screen screen({80, 24});
  { const TerminalView view(screen.fd(), {}); }
  TerminalView::restore_terminal();
  screen.update();
  EXPECT_EQ(screen.emulator.frames, 0);
  EXPECT_THAT(screen.emulator.from_cursor(), IsEmpty());
}

TEST(TerminalView, ComesBackAfterItWasCleared) {
  Screen screen({80, 24});
  TerminalView view(screen.fd(), {});
  const auto events = scripted_run();
  view.take(events[0]);
  view.clear();
  EXPECT_TRUE(screen.update().cursor_visible);
  EXPECT_THAT(screen.emulator.from_cursor(), IsEmpty());
  view.tick(events[0].at + 250);
  EXPECT_FALSE(screen.update().cursor_visible);
  EXPECT_EQ(screen.emulator.from_cursor().size(), 3U);
}

TEST(TerminalView, DrawsAtMostTenFramesASecond) {
  Screen screen({80, 24});
  TerminalView view(screen.fd(), {});
  view.take({1000, event::RunStarted{}});
  for (int i = 0; i < 50; ++i) view.take({1000 + i, event::Closed{format("E-{}", i)}});
  EXPECT_EQ(screen.update().frames, 1);
  view.tick(1099);
  EXPECT_EQ(screen.update().frames, 1);
  view.tick(1100);
  EXPECT_EQ(screen.update().frames, 2);
  EXPECT_THAT(screen.emulator.above(), Contains("closed E-49")) << "what came in between is told";
  view.tick(500);
  EXPECT_EQ(screen.update().frames, 3) << "a clock that is set back does not stop it";
}

TEST(TerminalView, ScrollsMoreThanAScreenAtOnce) {
  Screen screen({60, 6});
  TerminalView view(screen.fd(), {});
  view.take({1000, event::RunStarted{.run = "r", .branch = "b"}});
  for (int i = 0; i < 50; ++i) view.take({1000, event::Closed{format("E-{}", i)}});
  view.tick(2000);
  EXPECT_EQ(screen.update().above().size(), 51U);
  EXPECT_EQ(screen.emulator.from_cursor().size(), 2U);
}

TEST(TerminalView, WritesAFrameAtOnce) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends), 0);
  const UniqueFd reader(ends[0]), writer(ends[1]);
  TerminalView view(writer.get(), {});
  for (std::size_t i = 0; i < 6; ++i) {
    view.take(scripted_run()[i]);
    char bytes[4096];
    const ssize_t got = recv(reader.get(), bytes, sizeof bytes, 0);
    ASSERT_GT(got, 0);
    EXPECT_TRUE(std::string_view(bytes, static_cast<std::size_t>(got)).ends_with("\033[?2026l"));
    EXPECT_LT(recv(reader.get(), bytes, sizeof bytes, 0), 0) << "one write a frame";
  }
}

TEST(TerminalView, DoesNotStopTheRunWhereTheTerminalIsStopped) {
  Screen screen({80, 24});
  TerminalView view(screen.fd(), {});
  const auto events = scripted_run();
  view.take(events[0]);
  ASSERT_EQ(tcflow(screen.fd(), TCOOFF), 0);
  for (std::size_t i = 1; i < 13; ++i) view.take(events[i]);
  ASSERT_EQ(tcflow(screen.fd(), TCOON), 0);
  EXPECT_EQ(screen.update().frames, 1);
  view.tick(events[12].at + 250);
  EXPECT_THAT(screen.update().above(), Contains("closed AUTH-EPIC"));
}

TEST(TerminalView, OutlivesItsTerminal) {
  Screen screen({80, 24});
  TerminalView view(screen.fd(), {});
  const auto events = scripted_run();
  view.take(events[0]);
  screen.hang_up();
  for (const auto& event : events) view.take(event);
}

}  // namespace
}  // namespace sage
