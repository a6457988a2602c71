#include "base/read_room.h"

#include <gtest/gtest.h>

namespace sage {
namespace {

TEST(ReadRoom, IsBehindTheText) {
  const std::string text(1000, 'x'), copy = with_read_room(text);
  EXPECT_EQ(copy, text);
  EXPECT_GE(copy.capacity(), text.size() + read_room);
}

}  // namespace
}  // namespace sage
