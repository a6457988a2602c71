#include "run/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "support/temp_folder.h"

namespace sage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

class JournalTest : public testing::Test {
 protected:
  std::vector<std::string> lines() const {
    std::vector<std::string> out;
    for (const Event& event : read_journal(file)) out.push_back(to_line(event));
    return out;
  }
  std::string problem() const {
    try {
      (void)read_journal(file);
      return "none";
    } catch (const Error& error) {
      return error.message();
    }
  }

  test::TempFolder folder;
  const fs::path file = folder / "runs/20261120-223501-k3x9/journal.ndjson";
  const Event started{1000, event::TicketStarted{.ticket = "A-1", .title = "First"}};
  const Event landed{2000, event::Landed{.ticket = "A-1", .files = 3}};
  const Event warned{3000, event::Warning{"A-1", "odd"}};
};

TEST_F(JournalTest, GivesBackWhatItTookInOrder) {
  Journal journal(file);
  for (const Event& event : {started, landed, warned}) journal.take(event);
  EXPECT_THAT(lines(), ElementsAre(to_line(started), to_line(landed), to_line(warned)));
}

TEST_F(JournalTest, LeavesOutWhatIsOnlyShown) {
  Journal journal(file);
  journal.take({1, event::Progress{"A-1", "working", "…", 0}});
  journal.take({1, event::Counts{}});
  journal.take(landed);
  EXPECT_THAT(lines(), ElementsAre(to_line(landed)));
}

TEST_F(JournalTest, IsEmptyWhereThereIsNoFile) { EXPECT_TRUE(read_journal(file).empty()); }

TEST_F(JournalTest, DropsALastLineTornAnywhere) {
  const std::string whole = to_line(started), last = to_line(landed);
  for (std::size_t cut = 0; cut < last.size(); ++cut) {
    test::write_text(file, whole + last.substr(0, cut));
    EXPECT_THAT(lines(), ElementsAre(whole)) << "cut at " << cut;
  }
}

TEST_F(JournalTest, DropsALastLineWhoseFirstBlockWasLost) {
  test::write_text(file, to_line(started) + std::string(40, '\0') + "ndred\"}\n");
  EXPECT_THAT(lines(), ElementsAre(to_line(started)));
}

TEST_F(JournalTest, GoesOnAfterATornLine) {
  test::write_text(file, to_line(started) + "{\"t\":\"20");
  Journal(file).take(landed);
  EXPECT_THAT(lines(), ElementsAre(to_line(started), to_line(landed)));
}

TEST_F(JournalTest, NamesFileAndLineOfABadLineInTheMiddle) {
  test::write_text(file, to_line(started) + "{}\n" + to_line(landed));
  EXPECT_THAT(problem(), HasSubstr("journal.ndjson: line 2: expected an object"));
}

TEST_F(JournalTest, PassesOverEventsOfANewerProgram) {
  test::write_text(file, to_line(started) +
                             "{\"t\":\"2030-01-01T00:00:00.000Z\",\"event\":\"cloned\"}\n" +
                             to_line(landed));
  EXPECT_THAT(lines(), ElementsAre(to_line(started), to_line(landed)));
}

TEST_F(JournalTest, ListsRunsOldestFirst) {
  const fs::path runs = folder / "runs";
  EXPECT_THAT(list_runs(runs), ElementsAre());
  for (const char* id : {"20261121-000000-aaaa", "20251231-235959-zzzz", "20261120-223501-k3x9"})
    fs::create_directories(runs / id);
  test::write_text(runs / "20260101-000000-file", "not a run");
  fs::create_directory_symlink(runs / "20251231-235959-zzzz", runs / "20260202-000000-link");
  EXPECT_THAT(list_runs(runs),
              ElementsAre("20251231-235959-zzzz", "20261120-223501-k3x9", "20261121-000000-aaaa"));
}

TEST(RunId, IsTheTimeAndFourRandomLetters) {
  const WallTime now = parse_iso_time("2026-11-20T22:35:01.999Z");
  EXPECT_THAT(new_run_id(now), MatchesRegex("20261120-223501-[a-z0-9]{4}"));
  std::set<std::string> ids;
  for (int i = 0; i < 20; ++i) ids.insert(new_run_id(now));
  EXPECT_GT(ids.size(), 10u);
}

TEST(RunId, SortsBehindEveryEarlierRunThoughTheClockWasSetBack) {
  const test::TempFolder runs;
  fs::create_directory(runs / "20990101-000000-abcd");
  for (int i = 0; i < 3; ++i) {
    const auto before = list_runs(runs);
    fs::create_directory(runs / next_run_id(runs));
    EXPECT_EQ(list_runs(runs).size(), before.size() + 1);
    EXPECT_EQ(list_runs(runs)[before.size() - 1], before.back());
  }
  EXPECT_THAT(next_run_id(runs), testing::StartsWith("20990101-000004-"));
}

}  // namespace
}  // namespace sage
