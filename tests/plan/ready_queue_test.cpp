#include "plan/ready_queue.h"

#include <gtest/gtest.h>

#include "plan/drawn.h"

namespace sage {
namespace {

Backlog all_need_one_path(int tickets) {
  json::array out;
  for (int i = 0; i < tickets; ++i) out.push_back(test::ticket_of(format("T-{:05} @p", i)));
  return test::backlog_of(out);
}

// Looking at all the others at every take would be two hundred million looks here.
TEST(ReadyQueue, GivesAPathToManyWaitersOneAfterTheOther) {
  const Backlog backlog = all_need_one_path(20'000);
  ReadyQueue queue(backlog, std::vector<double>(backlog.size(), 1), true);
  for (TicketIndex t = 0; t < backlog.size(); ++t) queue.add(t);
  for (TicketIndex t = 0; t < backlog.size(); ++t) {
    ASSERT_EQ(queue.take(), t);
    ASSERT_EQ(queue.take(), std::nullopt);
    queue.release(t);
  }
  EXPECT_EQ(queue.take(), std::nullopt);
}

TEST(ReadyQueue, CountsEveryClaimOfAPath) {
  const Backlog backlog = all_need_one_path(3);
  ReadyQueue queue(backlog, {1, 1, 1}, true);
  queue.claim(0);
  queue.claim(1);
  queue.add(2);
  queue.release(0);
  EXPECT_EQ(queue.take(), std::nullopt);
  queue.release(1);
  EXPECT_EQ(queue.take(), 2u);
}

TEST(ReadyQueue, DoesNotGiveWhatWasDropped) {
  const Backlog backlog = all_need_one_path(2);
  ReadyQueue queue(backlog, {1, 1}, true);
  queue.add(0);
  queue.add(1);
  queue.drop(0);
  EXPECT_EQ(queue.take(), 1u);
}

}  // namespace
}  // namespace sage
