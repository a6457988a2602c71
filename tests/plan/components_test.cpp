#include "plan/components.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ticket/read_index.h"

namespace sage {
namespace {

using testing::ElementsAre;

std::string_view component(const std::string& id, const std::string& named = "") {
  static std::vector<Backlog> kept;
  const std::string member = named.empty() ? "" : ",\"component\":\"" + named + "\"";
  kept.push_back(read_index_text(
      R"({"tickets":[{"id":")" + id + R"(","title":"","state":"UNPROCESSED")" + member + "}]}",
      "a test"));
  return component_of(kept.back()[0]);
}

TEST(Components, AreThePrefixesOfIdsThatLookLikeOne) {
  EXPECT_EQ(component("AUTH-001"), "AUTH");
  EXPECT_EQ(component("ADAP-005-1"), "ADAP");
  EXPECT_EQ(component("WEB2-1"), "WEB2");
  EXPECT_EQ(component("AUTH-LOGIN-001"), "AUTH-LOGIN");
  EXPECT_EQ(component("frontend-1"), "frontend");
}

TEST(Components, OddPrefixesAreMiscellaneous) {
  for (const char* id : {"fix-login-1", "2024-11", "7", "a.b-1", "Fix_it-1"})
    EXPECT_EQ(component(id), "MISC") << id;
}

TEST(Components, TheOneThatATicketNamesCounts) {
  EXPECT_EQ(component("AUTH-001", "the back end"), "the back end");
  EXPECT_EQ(component("fix-login-1", "web"), "web");
}

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

}  // namespace
}  // namespace sage
