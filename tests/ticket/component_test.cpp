#include "ticket/component.h"

#include <gtest/gtest.h>

#include "ticket/read_index.h"

namespace sage {
namespace {

std::string_view component(const std::string& id, const std::string& named = "") {
  static std::vector<Backlog> kept;
  const std::string member = named.empty() ? "" : ",\"component\":\"" + named + "\"";
  kept.push_back(read_index_text(
      R"({"tickets":[{"id":")" + id + R"(","title":"","state":"UNPROCESSED")" + member + "}]}",
      "a test"));
  return kept.back()[0].component;
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

}  // namespace
}  // namespace sage
