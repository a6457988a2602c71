#include "plan/newly_ready.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Backlog backlog(const std::string& tickets) {
  return read_index_text("{\"tickets\": [" + tickets + "]}", "index");
}

std::vector<std::string> ids(const Backlog& before, const Backlog& after) {
  std::vector<std::string> out;
  for (const TicketIndex ticket : newly_ready(before, after)) out.emplace_back(after[ticket].id);
  return out;
}

const std::string first = R"({"id": "A-1", "title": "", "state": "UNPROCESSED"})";
const std::string first_done = R"({"id": "A-1", "title": "", "state": "COMPLETED"})";
const std::string second =
    R"(,{"id": "B-1", "title": "", "state": "UNPROCESSED", "dependencies": ["A-1"]})";
const std::string third =
    R"(,{"id": "C-1", "title": "", "state": "UNPROCESSED", "priority": "P0"})";

TEST(NewlyReady, WhatWaitedForSomethingThatIsDoneNow) {
  EXPECT_THAT(ids(backlog(first + second), backlog(first_done + second)), ElementsAre("B-1"));
}

TEST(NewlyReady, NewTicketsTheMostUrgentFirst) {
  EXPECT_THAT(ids(backlog(first + second), backlog(first_done + second + third)),
              ElementsAre("C-1", "B-1"));
}

TEST(NewlyReady, NotWhatWasReadyBeforeOrIsDone) {
  EXPECT_THAT(ids(backlog(first), backlog(first)), IsEmpty());
  EXPECT_THAT(ids(backlog(first + second), backlog(first + second)), IsEmpty());
  EXPECT_THAT(ids(backlog(first), backlog(first_done)), IsEmpty());
}

TEST(NewlyReady, WhatIsNoPlanIsRefused) {
  const auto error =
      test::error_of([] { newly_ready(backlog(third.substr(1)), backlog(second.substr(1))); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
}

}  // namespace
}  // namespace sage
