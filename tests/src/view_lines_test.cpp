#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>

#include "os/file.h"
#include "src/scripted_run.h"
#include "view/line_view.h"
#include "view/ndjson_view.h"

namespace sage {
namespace {

/// A file without a name that a view writes to.
class Output {
 public:
  int fd() const { return fileno(file_.get()); }
  std::string text() const {
    std::string out(static_cast<std::size_t>(lseek(fd(), 0, SEEK_END)), '\0');
    EXPECT_EQ(pread(fd(), out.data(), out.size(), 0), static_cast<ssize_t>(out.size()));
    return out;
  }

 private:
  struct Close {
    void operator()(FILE* file) const { fclose(file); }
  };
  std::unique_ptr<FILE, Close> file_{tmpfile()};
};

std::string lines_of(const std::vector<Event>& events, Style style) {
  const Output output;
  LineView view(output.fd(), style);
  for (const auto& event : events) view.take(event);
  return output.text();
}

TEST(LineView, TellsAWholeRun) {
  EXPECT_EQ(
      lines_of(scripted_run(), {}),
      "run 20261120-223501-k3x9 on main: 12 tickets, 1 done, up to 2 workers\n"
      "recovered OLD-001: its result was stored; it lands now\n"
      "started AUTH-001 Add a login form (attempt 1, worker 0)\n"
      "started DB-002 数据库迁移 (attempt 1, worker 1)\n"
      "failed DB-002 (attempt 1): exit status 3, retry in 2.0s; "
      "log in .sage/runs/20261120-223501-k3x9/DB-002/1\n"
      "landed AUTH-001 03030303 3 files 12.4s Add a login form\n"
      "closed AUTH-EPIC\n"
      "started DB-002 数据库迁移 (attempt 2, worker 1)\n"
      "started DOC-003 Say what it does (attempt 1, worker 0)\n"
      "no change DOC-003: the page says so already\n"
      "started API-005 Rate limits (attempt 1, worker 0)\n"
      "slowed API-005 asked to be tried later: nothing new starts for 30.0s\n"
      "started UI-006 Dark mode (attempt 1, worker 0)\n"
      "held UI-006: local edits are in the way: src/ui.ts\n"
      "conflict DB-002 (attempt 2) with what landed meanwhile: db/schema.sql\n"
      "found NEW-010 Remove the old form (by AUTH-001)\n"
      "index read again: 13 tickets, 1 new\n"
      "lost worker 1 with API-005: killed by SIGKILL\n"
      "deferred DB-002: merge_conflict: its result does not merge; result kept: 05050505\n"
      "blocked DB-007 by DB-002\n"
      "blocked DB-008 by DB-007 -> DB-002\n"
      "warning 2 files are left behind \\x1b[31m\n"
      "started API-005 Rate limits (attempt 1, worker 0)\n"
      "interrupted by SIGINT: nothing new starts, running agents may finish (once more ends them)\n"
      "cancelled API-005 (attempt 1): the run ends, the ticket goes back\n"
      "finished after 1m 01s\n");
}

TEST(LineView, TellsThatALandingStartsNoTicket) {
  const Event start{
      1,
      event::RunStarted{.run = "r", .branch = "main", .worker_limit = 0, .tickets = 2, .done = 1}};
  EXPECT_EQ(lines_of({start}, {}),
            "run r on main: 2 tickets, 1 done, only what is finished lands\n");
}

TEST(LineView, TellsWhatWorkspacesAre) {
  const event::RunStarted start{
      .run = "r", .branch = "main", .worker_limit = 2, .tickets = 1, .workspaces = "overlay"};
  EXPECT_EQ(lines_of({{1, start}}, {}),
            "run r on main: 1 ticket, 0 done, up to 2 workers, overlay workspaces\n");
}

TEST(LineView, TellsWhatChecksAndGateSay) {
  EXPECT_EQ(lines_of(gated_run(), {}),
            "run r on main: 6 tickets, 0 done, up to 4 workers\n"
            "started G-4 Four (attempt 1, worker 0)\n"
            "started G-1 One (attempt 1, worker 1)\n"
            "gate G-4: build FAIL: exit status 2; log in .sage/runs/r/_gate/4/build.log\n"
            "failed G-4 (attempt 1): build FAIL: exit status 2, no attempt left; "
            "log in .sage/runs/r/_gate/4/build.log\n"
            "deferred G-4: gate_failed: build FAIL: exit status 2; result kept: 09090909\n"
            "mended G-1 after 1 fix-up round; flaky: lint needed 1 repeat\n"
            "started G-2 Two (attempt 1, worker 0)\n"
            "started G-3 Three (attempt 1, worker 2)\n"
            "flaky G-1: unit needed 2 repeats\n"
            "foreseen G-3 will conflict with G-1, which lands first: src/x.c\n"
            "started G-5 Five (attempt 1, worker 0)\n");
}

TEST(LineView, TellsThatAVerdictIsRemembered) {
  const CheckReport failing{
      .name = "unit", .verdict = Verdict::FAIL, .message = "exit status 2", .log = "old.log"};
  EXPECT_EQ(lines_of({{1, event::GateFinished{.ticket = "A-1",
                                              .verdict = Verdict::FAIL,
                                              .checks = {failing},
                                              .remembered = true}}},
                     {}),
            "gate A-1: unit FAIL (remembered): exit status 2; log in old.log\n");
}

TEST(LineView, TellsWhatWasRecoveredThatIsOfNoTicket) {
  EXPECT_EQ(lines_of({{1, event::Recovered{"", "removed index.lock"}}}, {}),
            "recovered removed index.lock\n");
}

TEST(LineView, TellsTheTitleOfARecoveredResultThatLands) {
  EXPECT_EQ(lines_of({{1, event::Recovered{"A-1", "to be landed", "Add it", {"a.c"}}},
                      {2, event::Landed{.ticket = "A-1", .files = 1}}},
                     {}),
            "recovered A-1: to be landed\nlanded A-1 00000000 1 file 0ms Add it\n");
}

TEST(LineView, TellsWhichFilesOfALandingWereMerged) {
  EXPECT_EQ(lines_of({{1, event::Landed{.ticket = "A-1", .files = 3, .merged = {"a.c"}}}}, {}),
            "landed A-1 00000000 3 files (1 merged) 0ms\n");
}

TEST(LineView, TellsWhatWasPushedAndWhatWasNot) {
  const ObjectId commit = *ObjectId::parse(std::string(40, '7'));
  const std::vector<Event> events{
      {1, event::Pushed{"refs/heads/main", "origin", commit, 1500}},
      {2, event::PushFailed{"refs/heads/main", "origin", commit, "!\trejected\nhint: \x1b[1m"}}};
  EXPECT_EQ(lines_of(events, {}),
            "pushed refs/heads/main 77777777 to origin 1.5s\n"
            "not pushed refs/heads/main 77777777 to origin: ! rejected hint: \\x1b[1m\n");
}

TEST(LineView, ColoursTheFirstWordsIfAskedTo) {
  const std::vector<Event> events{{1, event::Closed{"A-1"}}, {2, event::Blocked{"B-1", {"C-1"}}}};
  EXPECT_EQ(lines_of(events, {.colour = true}),
            "\033[32mclosed\033[0m A-1\n\033[33mblocked\033[0m B-1 by C-1\n");
}

TEST(LineView, PrintsAsciiOnlyIfAskedTo) {
  const std::vector<Event> events{{1, event::Discovered{"A-1", "数据é", "B-1"}}};
  EXPECT_EQ(lines_of(events, {.unicode = false}), "found A-1 ??? (by B-1)\n");
}

TEST(LineView, CutsAMessageWithoutEnd) {
  const std::vector<Event> events{{1, event::Warning{"A-1", std::string(100'000, 'x')}}};
  EXPECT_LT(lines_of(events, {}).size(), 500U);
}

TEST(NdjsonView, PrintsLinesThatReadBackAsTheSameEvents) {
  const Output output;
  NdjsonView view(output.fd());
  const auto events = scripted_run();
  for (const auto& event : events) view.take(event);
  std::size_t number = 0;
  std::string text = output.text();
  for (std::size_t end; (end = text.find('\n')) != text.npos; text.erase(0, end + 1)) {
    ASSERT_LT(number, events.size());
    const auto event = parse_event(text.substr(0, end), "line");
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(to_line(*event), to_line(events[number]));
    EXPECT_EQ(event->at, events[number].at);
    EXPECT_EQ(event->body.index(), events[number].body.index());
    ++number;
  }
  EXPECT_EQ(number, events.size());
  EXPECT_EQ(text, "");
  EXPECT_EQ(view.write_error(), 0);
}

/// A pipe whose reader has gone, while SIGPIPE is ignored as in the program.
class GoneReader {
 public:
  GoneReader() {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    close(ends[0]);
    writer_ = ends[1];
  }
  ~GoneReader() {
    close(writer_);
    signal(SIGPIPE, before_);
  }
  GoneReader(const GoneReader&) = delete;
  GoneReader& operator=(const GoneReader&) = delete;
  int fd() const { return writer_; }

 private:
  int writer_ = -1;
  sighandler_t before_ = signal(SIGPIPE, SIG_IGN);
};

TEST(NdjsonView, OutlivesAReaderThatGoesAway) {
  const GoneReader gone;
  NdjsonView view(gone.fd());
  for (const auto& event : scripted_run()) view.take(event);
  EXPECT_EQ(view.write_error(), EPIPE);
}

TEST(NdjsonView, SaysWhenItsOutputIsNotWhole) {
  const UniqueFd full(open("/dev/full", O_WRONLY));
  NdjsonView view(full.get());
  view.take({1, event::Closed{"A-1"}});
  EXPECT_EQ(view.write_error(), ENOSPC);
}

TEST(LineView, OutlivesAReaderThatGoesAway) {
  const GoneReader gone;
  LineView view(gone.fd(), {});
  for (const auto& event : scripted_run()) view.take(event);
}

}  // namespace
}  // namespace sage
