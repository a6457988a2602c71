#include "view/frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "src/scripted_run.h"
#include "view/display_width.h"

namespace sage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr WallTime start = 1'000'000;

/// A run with `busy` of `limit` workers at work; ticket i has run for i minutes and i seconds.
LiveRun run_of(int busy, int limit, const std::vector<std::string>& titles) {
  LiveRun run;
  run.apply({start, event::RunStarted{.run = "r", .worker_limit = limit, .tickets = 46}});
  for (int i = 0; i < busy; ++i)
    run.apply({start - i * 61'000,
               event::TicketStarted{.ticket = format("AUTH-{:03}", i),
                                    .title = titles[static_cast<std::size_t>(i) % titles.size()],
                                    .worker = i}});
  run.apply({start, event::Counts{.total = 46,
                                  .done = 12,
                                  .running = static_cast<std::uint64_t>(busy),
                                  .ready = 3,
                                  .waiting = 20,
                                  .blocked = 2,
                                  .deferred = 1}});
  return run;
}

LiveRun small_run() {
  LiveRun run = run_of(2, 3, {"Add a login form", "修正登录页面的标题和按钮样式"});
  run.apply({start, event::Progress{"AUTH-001", "working", "editing src/auth.ts", 1}});
  return run;
}

TEST(Frame, ShowsALineForEachWorkerAndTheProgress) {
  EXPECT_THAT(
      frame(small_run(), {80, 24}, start + 5000, {}),
      ElementsAre(
          "0 AUTH-000 0:05  Add a login form",
          "1 AUTH-001 1:06  修正登录页面的标题和按钮样式  editing src/auth.ts", "2 –",
          "████░░░░░░░░░░░░░░  12/46  2 running  3 ready  20 waiting  2 blocked  1 deferred"));
}

TEST(Frame, LeavesOutWhatTheAgentDoesOnANarrowTerminal) {
  EXPECT_THAT(
      frame(small_run(), {40, 10}, start + 5000, {}),
      ElementsAre("0 AUTH-000 0:05  Add a login form", "1 AUTH-001 1:06  修正登录页面的标题和按…",
                  "2 –", "██░░░░░░░░  12/46  2 running  1 deferred"));
}

TEST(Frame, KeepsTicketAndTimeOnTwentyColumns) {
  EXPECT_THAT(frame(small_run(), {20, 5}, start + 5000, {}),
              ElementsAre("0 AUTH-000 0:05", "1 AUTH-001 1:06", "2 –", "12/46  2 running"));
}

TEST(Frame, HasABarOfLimitedWidthOnAWideTerminal) {
  const auto lines = frame(small_run(), {200, 50}, start + 5000, {});
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[3],
            "███████░░░░░░░░░░░░░░░░░░░░░░░  12/46  2 running  3 ready  20 waiting  "
            "2 blocked  1 deferred");
  EXPECT_THAT(lines[1], HasSubstr("修正登录页面的标题和按钮样式       "));
}

TEST(Frame, IsAsciiWhereNothingElseIsShown) {
  for (const auto& line : frame(small_run(), {80, 24}, start, {.unicode = false}))
    for (const char byte : line) EXPECT_LT(static_cast<unsigned char>(byte), 0x80) << line;
}

TEST(Frame, LeavesOutIdleWorkersWhereRowsAreShort) {
  const LiveRun run = run_of(2, 8, {"T"});
  EXPECT_EQ(frame(run, {80, 24}, start, {}).size(), 9U);
  EXPECT_THAT(frame(run, {80, 6}, start, {}),
              ElementsAre(HasSubstr("AUTH-000"), HasSubstr("AUTH-001"), HasSubstr("12/46")));
}

TEST(Frame, CountsTheWorkersThatFindNoRow) {
  const LiveRun run = run_of(8, 8, {"T"});
  EXPECT_THAT(frame(run, {80, 4}, start, {}),
              ElementsAre(HasSubstr("AUTH-000"), HasSubstr("AUTH-001"), "and 6 more running",
                          HasSubstr("12/46")));
  EXPECT_THAT(frame(run, {80, 2}, start, {}),
              ElementsAre("and 8 more running", HasSubstr("12/46")));
  EXPECT_THAT(frame(run, {80, 1}, start, {}), ElementsAre(HasSubstr("12/46")));
}

TEST(Frame, SaysWhatIsHeldAndWhy) {
  LiveRun run = small_run();
  run.apply({start, event::LandingHeld{"AUTH-000", "local edits are in the way", {"a"}}});
  const auto lines = frame(run, {80, 24}, start, {});
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[3], "held: AUTH-000: local edits are in the way");
  run.apply({start, event::Landed{.ticket = "AUTH-000"}});
  EXPECT_EQ(frame(run, {80, 24}, start, {}).size(), 4U);
}

LiveRun gated() {
  LiveRun run;
  for (const auto& event : gated_run()) run.apply(event);
  return run;
}

TEST(Frame, ShowsWhatTheGateTestsAndTheTrain) {
  EXPECT_THAT(
      frame(gated(), {90, 24}, start + 5000, {}),
      ElementsAre("0 G-5    0:05  Five                               mending: editing src/y.c",
                  "1 –", "2 G-2    0:05  gate, on top of G-1                testing: unit",
                  "3 branch 0:05  gate, as it stands",
                  "landing: G-1 ✓ tested, G-2 testing, G-3 will conflict with G-1",
                  HasSubstr("2 testing")));
}

TEST(Frame, ShowsNoTrainWithoutAGate) {
  LiveRun run = small_run();
  run.apply({start, event::ResultQueued{.ticket = "AUTH-000"}});
  for (const auto& line : frame(run, {80, 24}, start, {}))
    EXPECT_THAT(line, Not(HasSubstr("landing:")));
}

TEST(Frame, TrainKeepsToItsColumnsAndRows) {
  for (int rows = 1; rows < 10; ++rows)
    for (int columns = 1; columns < 90; ++columns) {
      const auto lines = frame(gated(), {columns, rows}, start, {.unicode = false});
      ASSERT_LE(lines.size(), static_cast<std::size_t>(rows));
      for (const auto& line : lines) ASSERT_LE(display_width(line), columns) << line;
    }
}

TEST(Frame, NamesTheAttemptFromTheSecondOn) {
  LiveRun run;
  run.apply({start, event::TicketStarted{.ticket = "A-1", .title = "Title", .attempt = 2}});
  EXPECT_EQ(frame(run, {80, 24}, start, {}).front(), "0 A-1 0:00  (attempt 2) Title");
}

TEST(Frame, LooksSensibleBeforeAnythingIsKnown) {
  EXPECT_THAT(frame(LiveRun(), {80, 24}, start, {}),
              ElementsAre("0 –", "░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0/0"));
}

/// The text without its colours.
std::string plain(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\033')
      i = text.find('m', i);
    else
      out += text[i];
  return out;
}

TEST(Frame, ColoursChangeNothingButTheColour) {
  const LiveRun run = small_run();
  const auto black = frame(run, {80, 24}, start, {}), bright = frame(run, {80, 24}, start, {true});
  ASSERT_EQ(black.size(), bright.size());
  for (std::size_t i = 0; i < black.size(); ++i) EXPECT_EQ(plain(bright[i]), black[i]);
  EXPECT_NE(black, bright);
}

std::string random_title(std::mt19937& random) {
  const char* pieces[] = {"word ",  "ü",  "数据", "한글",        "🎉",    "👩\u200D💻", "e\u0301",
                          "\u200B", "\t", "\n",   "\033[31mred", "\xFF", "❤\uFE0F",  "！"};
  std::string title;
  for (auto length = random() % 40; length > 0; --length) title += pieces[random() % 14];
  return title;
}

TEST(Frame, IsNeverWiderOrHigherThanTheTerminal) {
  std::mt19937 random(20240517);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> titles(5);
    for (auto& title : titles) title = random_title(random);
    const int limit = 1 + static_cast<int>(random() % 12);
    LiveRun run = run_of(static_cast<int>(random() % 14), limit, titles);
    run.apply({start, event::Progress{"AUTH-000", "working", random_title(random), 0}});
    if (random() % 2) run.apply({start, event::LandingHeld{"X-1", random_title(random), {}}});
    const FrameSize size{1 + static_cast<int>(random() % 120), 1 + static_cast<int>(random() % 20)};
    const Style style{random() % 2 == 0, random() % 2 == 0};
    const auto lines = frame(run, size, start + static_cast<int>(random()), style);
    ASSERT_GE(lines.size(), 1U);
    ASSERT_LE(lines.size(), static_cast<std::size_t>(size.rows));
    for (const auto& line : lines) {
      ASSERT_LE(display_width(plain(line)), size.columns) << escaped(line);
      ASSERT_EQ(plain(line), escaped(plain(line))) << "no control character but the colours";
    }
  }
}

TEST(RemainingTime, IsHiddenUntilTwoTicketsAreFinished) {
  LiveRun run = run_of(2, 2, {"T"});
  run.apply({start, event::NoChange{.ticket = "AUTH-000", .agent_ms = 10'000}});
  EXPECT_EQ(run.remaining_ms(start), std::nullopt);
  run.apply({start, event::NoChange{.ticket = "AUTH-001", .agent_ms = 20'000}});
  EXPECT_NE(run.remaining_ms(start), std::nullopt);
}

TEST(RemainingTime, IsTheMeanTimesWhatRemainsOverTheWorkers) {
  LiveRun run = run_of(2, 2, {"T"});
  for (const char* id : {"AUTH-000", "AUTH-001"})
    run.apply({start, event::NoChange{.ticket = id, .agent_ms = id[7] == '0' ? 10'000 : 20'000}});
  run.apply({start, event::Counts{.total = 46, .done = 40, .ready = 4, .waiting = 2}});
  EXPECT_EQ(run.remaining_ms(start), 6 * 15'000 / 2);
  run.apply({start, event::TicketStarted{.ticket = "B-1"}});
  run.apply(
      {start, event::Counts{.total = 46, .done = 40, .running = 1, .ready = 3, .waiting = 2}});
  EXPECT_EQ(run.remaining_ms(start + 5'000), (6 * 15'000 - 5'000) / 2);
  EXPECT_EQ(run.remaining_ms(start + 99'000), 5 * 15'000 / 2) << "it takes longer than the mean";
  EXPECT_THAT(frame(run, {80, 24}, start, {}).back(), HasSubstr("ETA 0:45"));
}

TEST(RemainingTime, DoesNotCountMoreWorkersThanTicketsRemain) {
  LiveRun run = run_of(2, 8, {"T"});
  for (const char* id : {"AUTH-000", "AUTH-001"})
    run.apply({start, event::NoChange{.ticket = id, .agent_ms = 10'000}});
  run.apply({start, event::Counts{.total = 46, .done = 45, .ready = 1}});
  EXPECT_EQ(run.remaining_ms(start), 10'000);
  run.apply({start, event::Counts{.total = 46, .done = 46}});
  EXPECT_EQ(run.remaining_ms(start), std::nullopt);
  EXPECT_THAT(frame(run, {80, 24}, start, {}).back(), Not(HasSubstr("ETA")));
}

TEST(Stopwatch, CountsLikeOne) {
  EXPECT_EQ(stopwatch(-5), "0:00");
  EXPECT_EQ(stopwatch(61'999), "1:01");
  EXPECT_EQ(stopwatch(3'600'000), "1:00:00");
  EXPECT_EQ(stopwatch(360'000'000), "100:00:00");
}

}  // namespace
}  // namespace sage
