#include <gtest/gtest.h>

#include "repo/commit.h"

namespace sage {
namespace {

using Values = std::vector<std::string>;

TEST(Trailers, AreReadFromTheLastParagraph) {
  const auto message =
      "feat: x\n\nSage-Result: in the body\n\nSage-Ticket: A-1\nSage-Result: 1234\n";
  EXPECT_EQ(trailers(message, "Sage-Result"), Values{"1234"});
  EXPECT_EQ(trailers(message, "sage-ticket"), Values{"A-1"}) << "git ignores case";
  EXPECT_EQ(trailers(message, "Sage"), Values{});
}

TEST(Trailers, AreNotTheSubject) {
  EXPECT_EQ(trailers("Sage-Result: 1", "Sage-Result"), Values{});
  EXPECT_EQ(trailers("\n\nSage-Result: 1\n", "Sage-Result"), Values{});
  EXPECT_EQ(trailers("", "Sage-Result"), Values{});
  EXPECT_EQ(trailers("\n \n", "Sage-Result"), Values{});
}

TEST(Trailers, KeepTheirOrderAndMayBeFolded) {
  EXPECT_EQ(trailers("s\n\nKey: one\n  two\nOther: x\n y\nKey : three \r\n\n\n", "Key"),
            (Values{"one two", "three"}));
}

}  // namespace
}  // namespace sage
