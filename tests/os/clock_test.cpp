#include "os/clock.h"

#include <gtest/gtest.h>

namespace sage {
namespace {

TEST(IsoTime, IsReadBackAsTheSameMillisecond) {
  for (const WallTime time : {WallTime{1}, WallTime{951'782'400'000}, WallTime{1'795'214'101'123},
                              WallTime{4'102'444'799'999}, wall_now()})
    EXPECT_EQ(parse_iso_time(iso_time(time)), time) << iso_time(time);
}

TEST(IsoTime, HasOneForm) {
  EXPECT_EQ(iso_time(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso_time(951'782'400'007), "2000-02-29T00:00:00.007Z");
}

TEST(ParseIsoTime, TakesAnyFraction) {
  EXPECT_EQ(parse_iso_time("1970-01-01T00:00:01Z"), 1000);
  EXPECT_EQ(parse_iso_time("1970-01-01T00:00:01.5Z"), 1500);
  EXPECT_EQ(parse_iso_time("1970-01-01T00:00:01.1239876Z"), 1123);
}

TEST(ParseIsoTime, TakesAnOffset) {
  EXPECT_EQ(parse_iso_time("1970-01-01T00:00:01+00:00"), 1000);
  EXPECT_EQ(parse_iso_time("1970-01-01T05:30:01.5+05:30"), 1500);
  EXPECT_EQ(parse_iso_time("1969-12-31T16:00:01-0800"), 1000);
}

TEST(ParseIsoTime, GivesZeroForAnythingElse) {
  for (const char* text : {"",
                           "Z",
                           "2026-11-20",
                           "2026-11-20T22:35:01",
                           "2026-11-20 22:35:01Z",
                           "2026-02-30T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-01-01T24:00:00Z",
                           "2026-01-01T00:60:00Z",
                           "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00.1xZ",
                           "2026-01-01T00:00:00Z ",
                           "+026-01-01T00:00:00Z",
                           "2026-01-01T00:00:00+",
                           "2026-01-01T00:00:00+01",
                           "2026-01-01T00:00:00+24:00",
                           "2026-01-01T00:00:00+01:60",
                           "2026-01-01T00:00:00+1:000",
                           "2026-01-01T00:00:00Z01:00",
                           "0000-01-01T00:00:00+01:00",
                           "9999-12-31T23:59:59-01:00"})
    EXPECT_EQ(parse_iso_time(text), 0) << text;
}

TEST(PollTimeout, IsNeverNegativeButForEver) {
  EXPECT_EQ(poll_timeout(SteadyTime::max()), -1);
  EXPECT_EQ(poll_timeout(SteadyTime::min()), 0);
  EXPECT_EQ(poll_timeout(SteadyClock::now() - Milliseconds{5}), 0);
  EXPECT_GT(poll_timeout(SteadyClock::now() + std::chrono::hours{24 * 365}), 0);
}

}  // namespace
}  // namespace sage
