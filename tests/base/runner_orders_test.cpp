#include "base/runner_orders.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace sage {
namespace {

using Properties = std::vector<std::pair<std::string, std::string>>;

TEST(WithoutOrders, BreaksUpWhatBeginsALineLikeAnOrder) {
  EXPECT_EQ(without_orders("::add-mask::the"), "\\x3a:add-mask::the");
  EXPECT_EQ(without_orders("a\n \t::stop-commands::x\r::error::"),
            "a\n \t\\x3a:stop-commands::x\r\\x3a:error::");
  EXPECT_EQ(without_orders("\u3000\u00a0::error::x"), "\u3000\u00a0\\x3a:error::x")
      << "blanks of Unicode are trimmed too";
}

TEST(WithoutOrders, BreaksUpOldOrdersAnywhereInALine) {
  EXPECT_EQ(without_orders("see ##[add-mask]the"), "see \\x23#[add-mask]the");
  EXPECT_EQ(without_orders("a ##vso[task.setvariable] ###[x ##teamcity[y"),
            "a \\x23#vso[task.setvariable] #\\x23#[x \\x23#teamcity[y");
}

TEST(WithoutOrders, LeavesOtherTextAsItIs) {
  for (const char* text :
       {"std::string", "a::b\nc :: d", "## Title [1]", "#[derive]", "##", ":", ""})
    EXPECT_EQ(without_orders(text), text);
}

TEST(WithoutOrders, DoneTwiceIsDoneOnce) {
  const std::string once = without_orders("::a:: ##[b] ####vso[c");
  EXPECT_EQ(without_orders(once), once);
}

TEST(JsonWithoutOrders, SaysTheSame) {
  const json::value document{{"a", "::error:: ##[add-mask]x \\##vso[y]"}, {"##[key]", "\n::x"}};
  const std::string text = json_without_orders(json::serialize(document));
  EXPECT_EQ(text.find("##["), text.npos);
  EXPECT_EQ(text.find("##vso["), text.npos);
  EXPECT_EQ(parse_json(text, "it"), document);
  EXPECT_EQ(pretty(document).find("##["), std::string::npos);
}

TEST(Escaped, GivesNoOrders) {
  EXPECT_EQ(escaped("::error::x"), "\\x3a:error::x");
  EXPECT_EQ(escaped("a\n::error::x ##[debug]"), "a\\x0a::error::x \\x23#[debug]");
}

TEST(WorkflowCommand, HoldsAnything) {
  EXPECT_EQ(workflow_command("error", Properties{{"title", "100%: a, b\n::x"}, {"file", "a.json"}},
                             "50%:\r\n::set-output name=a,b::c"),
            "::error title=100%25%3A a%2C b%0A%3A%3Ax,file=a.json::50%25:%0D%0A::set-output "
            "name=a,b::c\n");
  EXPECT_EQ(workflow_command("notice", Properties{}, "x"), "::notice::x\n");
}

}  // namespace
}  // namespace sage
