#include <gtest/gtest.h>

#include "view/display_width.h"
#include "view/report_text.h"

namespace sage {
namespace {

Progress a_progress() {
  return {
      .title = "Run r on main",
      .lines = {"one two three four five six"},
      .tables = {{"Landed",
                  {"Ticket", "Title", "Time"},
                  1,
                  {{"A-1", "Add a login form for all", "12.4s"}, {"DB-002", "数据库", "9ms"}}}}};
}

TEST(ReportText, AlignsColumnsAndNumbersToTheRight) {
  EXPECT_EQ(report_text(a_progress(), {}, 0),
            "Run r on main\n"
            "one two three four five six\n"
            "\n"
            "Landed\n"
            "  Ticket  Title                      Time\n"
            "  A-1     Add a login form for all  12.4s\n"
            "  DB-002  数据库                      9ms\n");
}

TEST(ReportText, GivesUpWordsWhereColumnsAreShort) {
  const std::string text = report_text(a_progress(), {}, 32);
  EXPECT_NE(text.find("  A-1     Add a login fo…  12.4s\n"), text.npos) << text;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    EXPECT_LE(display_width(text.substr(at, text.find('\n', at) - at)), 32) << text;
}

TEST(ReportText, ShowsTextFromOutsideEscaped) {
  Progress progress = a_progress();
  progress.title = progress.tables[0].rows[0][1] = "\x1b[2J\nforged";
  const std::string text = report_text(progress, {}, 0);
  EXPECT_EQ(text.find('\x1b'), text.npos);
  EXPECT_NE(text.find("\\x1b[2J forged"), text.npos) << text;
}

}  // namespace
}  // namespace sage
