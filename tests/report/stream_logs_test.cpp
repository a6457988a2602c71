#include "report/stream_logs.h"

#include <gtest/gtest.h>

#include "report/gated_run.h"

namespace sage {
namespace {

TEST(VelocityLog, HasALineForEachTicketThatEnded) {
  EXPECT_EQ(VelocityLog("").add(facts_of(a_gated_run(), nullptr, 0)),
            format("{} A-1 COMPLETED how=landed run=20261120-223501-test component=A attempts=1 "
                   "seconds=1.2 agent_seconds=0.5 commit={}\n"
                   "{} A-2 COMPLETED how=landed run=20261120-223501-test component=A attempts=2 "
                   "seconds=2.3 agent_seconds=1.0 commit={}\n"
                   "{} B-1 DEFERRED how=deferred run=20261120-223501-test component=B attempts=2 "
                   "seconds=1.7 agent_seconds=0.8 category=timeout\n"
                   "{} C-1 COMPLETED how=no_change run=20261120-223501-test component=C attempts=1 "
                   "seconds=0.3 agent_seconds=0.2\n",
                   iso_time(run_start + 1350), id_of(21).hex(), iso_time(run_start + 2400),
                   id_of(22).hex(), iso_time(run_start + 2600), iso_time(run_start + 3000)));
}

TEST(VelocityLog, GetsNoLineTwice) {
  const RunFacts facts = facts_of(a_gated_run(), nullptr, 0);
  const std::string all = VelocityLog("").add(facts);
  EXPECT_EQ(VelocityLog(all).add(facts), "");
  EXPECT_EQ(VelocityLog(all).last_run(), facts.run);
  const std::string first = all.substr(0, all.find('\n') + 1);
  EXPECT_EQ(first + VelocityLog(first).add(facts), all) << "cut off by a crash";
}

TEST(VelocityLog, TellsOfALandingOnceThoughTheNextRunFindsItAgain) {
  RunFacts facts = facts_of(a_gated_run(), nullptr, 0);
  VelocityLog log("");
  log.add(facts);
  facts.run = "20261121-000000-next";
  const std::string lines = log.add(facts);
  EXPECT_EQ(lines.find("A-1"), lines.npos) << lines;
  EXPECT_NE(lines.find("C-1"), lines.npos) << "no commit says that it is the same";
}

TEST(VelocityLog, LinesOfOtherProgramsSayNothing) {
  EXPECT_EQ(VelocityLog("Ticket #12: 5 minutes\n\n  \nrun=\nx run=").last_run(), "");
}

TEST(DeferLog, GetsARecordForEachDeferredTicketOnce) {
  const RunFacts facts = facts_of(a_gated_run(), nullptr, 0);
  json::array log{"somebody's own", {{"ticket", "B-1"}, {"run", "another"}}, nullptr};
  EXPECT_TRUE(add_deferred(facts, log));
  EXPECT_FALSE(add_deferred(facts, log));
  ASSERT_EQ(log.size(), 4u);
  EXPECT_EQ(log[3].at("ticket"), "B-1");
  EXPECT_EQ(log[3].at("category"), "timeout");
  EXPECT_EQ(log[3].at("attempts"), 2);
  EXPECT_EQ(log[3].at("deferred_at").as_string(), iso_time(run_start + 2600));
  EXPECT_EQ(log[3].at("result").as_string(), id_of(4).hex());
}

}  // namespace
}  // namespace sage
