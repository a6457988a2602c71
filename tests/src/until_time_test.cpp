#include "cli/until_time.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace sage {
namespace {

/// Local time is two hours ahead of UTC, without summer time.
class Until : public testing::Test {
 public:
  Until() {
    if (const char* zone = std::getenv("TZ")) before_ = zone;
    set("XXX-2");
  }
  ~Until() override { set(before_); }
  static void set(const std::string& zone) {
    zone.empty() ? unsetenv("TZ") : setenv("TZ", zone.c_str(), 1);
    tzset();
  }
  static std::string until(const std::string& text) {
    const auto at = parse_until(text, parse_iso_time("2026-11-20T15:00:00Z"));  // 17:00 local
    return at ? iso_time(*at).substr(0, 19) : "none";
  }

 private:
  std::string before_;
};

TEST_F(Until, ATimeOfTheDayIsTheNextThatComes) {
  EXPECT_EQ(until("18:30"), "2026-11-20T16:30:00");
  EXPECT_EQ(until("18:30:15"), "2026-11-20T16:30:15");
  EXPECT_EQ(until("09:05"), "2026-11-21T07:05:00");
  EXPECT_EQ(until("17:00"), "2026-11-21T15:00:00");
  EXPECT_EQ(until("00:00"), "2026-11-20T22:00:00");
}

TEST_F(Until, ADurationCountsFromNow) {
  EXPECT_EQ(until("2h"), "2026-11-20T17:00:00");
  EXPECT_EQ(until("90s"), "2026-11-20T15:01:30");
}

TEST_F(Until, ADateIsLocalUnlessItSaysZ) {
  EXPECT_EQ(until("2026-12-31T18:30"), "2026-12-31T16:30:00");
  EXPECT_EQ(until("2026-12-31 18:30:05"), "2026-12-31T16:30:05");
  EXPECT_EQ(until("2026-12-31T18:30Z"), "2026-12-31T18:30:00");
  EXPECT_EQ(until("2020-01-01T00:00Z"), "2020-01-01T00:00:00");
}

class WrongUntil : public Until, public testing::WithParamInterface<const char*> {};
TEST_P(WrongUntil, IsNone) { EXPECT_EQ(until(GetParam()), "none"); }
INSTANTIATE_TEST_SUITE_P(All, WrongUntil,
                         testing::Values("", "0", "soon", "24:00", "18:60", "1830", "8:30", "18:3",
                                         "-1:30", "18:30:99", "18:30 ", "2026-13-01T10:00",
                                         "2026-00-01T10:00", "2026-02-31T10:00Z",
                                         "2026-02-00T10:00", "2026-02-01", "2026-02-01T25:00",
                                         "2026/02/01T10:00", "2h30"));

}  // namespace
}  // namespace sage
