#include "base/placeholders.h"

#include <gtest/gtest.h>

namespace sage {
namespace {

TEST(Placeholders, FillsTheKnownAndLeavesOtherBraces) {
  const std::map<std::string, std::string> values{{"id", "A-1"}, {"title", "{id} {"}};
  EXPECT_EQ(fill_placeholders("{id}: {title}", values), "A-1: {id} {");
  EXPECT_EQ(fill_placeholders("{{id}} {other} { } {id", values), "{A-1} {other} { } {id");
  EXPECT_EQ(fill_placeholders("", values), "");
}

}  // namespace
}  // namespace sage
