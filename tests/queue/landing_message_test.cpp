#include <gtest/gtest.h>

#include "queue/entry.h"

namespace sage {
namespace {

TEST(LandingMessage, NamesTypeComponentTicketAndSummary) {
  EXPECT_EQ(landing_message({"bugfix", "AUTH", "AUTH-1", "Log in", "Fixed.\n\n- it\n"}, ""),
            "fix(AUTH): #AUTH-1 Log in\n\nFixed.\n\n- it");
  EXPECT_EQ(landing_message({"", "", "A-1", "T", ""}, ""), "feat: #A-1 T");
  EXPECT_EQ(landing_message({"Documentation", "", "A-1", "T", ""}, ""), "docs: #A-1 T");
}

TEST(LandingMessage, KeepsTheSubjectOnOneLine) {
  EXPECT_EQ(landing_message({"task", "A", "A-1", "two\nlines\x1b[2J\r\n", ""}, ""),
            "feat(A): #A-1 two lines [2J");
}

TEST(LandingMessage, HoldsNothingThatATerminalObeys) {
  EXPECT_EQ(landing_message(
                {"task", "A\x1b", "A-1", "a\u202Eb\u2069c\u009Bd\xff", "x\x07y\r\n\tz\u202A!"}, ""),
            "feat(A): #A-1 a b c d\uFFFD\n\nx y\n\tz !");
  EXPECT_EQ(landing_message({"task", "", "A-1", "T", ""}, "{id}\x1b[2J {title}"), "A-1 [2J T");
}

TEST(LandingMessage, DisarmsTrailersThatAnAgentWrote) {
  EXPECT_EQ(
      landing_message({"task", "", "A-1", "T", "Sage-Result: 12\nsage-ticket: B-1\nSo: 1"}, ""),
      "feat: #A-1 T\n\n    Sage-Result: 12\n    sage-ticket: B-1\nSo: 1");
}

TEST(LandingMessage, FollowsATemplate) {
  const MessageParts parts{"bug", "C", "A-1", "T {id}", "Sum"};
  EXPECT_EQ(landing_message(parts, "[{id}] {title} {x}\n\n{summary}\n"), "[A-1] T {id} {x}\n\nSum");
  EXPECT_EQ(landing_message({"bug", "", "A-1", "T", ""}, "{summary}"), "fix: #A-1 T");
}

}  // namespace
}  // namespace sage
