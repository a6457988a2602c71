#include "plan/components.h"
#include "plan/contained.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ticket/read_index.h"

namespace sage {
namespace {

using testing::ElementsAre;

TEST(Components, TheWorkInOneAndWhatItWaitsForInOthers) {
  const Backlog backlog = read_index_text(
      R"({"tickets":[
          {"id":"API-1","title":"","state":"UNPROCESSED"},
          {"id":"API-2","title":"","state":"UNPROCESSED","dependencies":["API-1","SDK-1","SDK-2"]},
          {"id":"API-3","title":"","state":"COMPLETED","dependencies":["SDK-1"]},
          {"id":"API-4","title":"","state":"UNPROCESSED","type":"epic"},
          {"id":"SDK-1","title":"","state":"UNPROCESSED"},
          {"id":"SDK-2","title":"","state":"COMPLETED"}]})",
      "a test");
  const auto is_left = [&](TicketIndex t) { return backlog[t].state != State::completed; };
  const ComponentWork work = work_in(backlog, Graph::build(backlog), "API", is_left);
  EXPECT_THAT(work.left, ElementsAre(0, 1));
  ASSERT_EQ(work.waits.size(), 1u);
  EXPECT_EQ(work.waits[0].ticket, 1u);
  EXPECT_EQ(work.waits[0].on, 4u);
}

TEST(Contained, IsAllBelowOnce) {
  const Backlog backlog = read_index_text(
      R"({"tickets":[
          {"id":"E-1","title":"","state":"UNPROCESSED","children":["E-2","A-1"]},
          {"id":"A-1","title":"","state":"UNPROCESSED","parent":"E-1"},
          {"id":"E-2","title":"","state":"UNPROCESSED","type":"epic"},
          {"id":"A-2","title":"","state":"UNPROCESSED","parent":"E-2"},
          {"id":"B-1","title":"","state":"UNPROCESSED"}]})",
      "a test");
  EXPECT_THAT(with_contained(backlog, {0}), ElementsAre(0, 2, 1, 3));
  EXPECT_THAT(with_contained(backlog, {4, 2}), ElementsAre(4, 2, 3));
}

}  // namespace
}  // namespace sage
