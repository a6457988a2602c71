// What a run has decided reaches the index file and the branch, and only then a result is
// forgotten.

#include "engine/state_ledger.h"

#include <gmock/gmock.h>

#include "fakes/drain.h"

namespace sage::test {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

class StateLedgerTest : public testing::Test {
 protected:
  StateLedgerTest() : index_(file_) { index_.read(); }

  State state(const std::string& id) {
    const Backlog backlog = read_index_file(file_);
    return backlog[backlog.find(id).value()].state;
  }
  QueueEntry queued(const std::string& id) {
    return queue_.add({.queue_id = "run-1/" + id + "/1", .ticket_id = id, .attempt = 1});
  }
  void land(const QueueEntry& entry, bool index_pending) {
    ledger.landed(landing_edit(entry), index_pending);
    ledger.forget(entry, index_pending);
  }
  std::size_t in_queue() { return queue_.list().entries.size(); }

  TempFolder folder_;
  const fs::path file_ = write_index();
  WorkingIndex index_;
  CommitQueue queue_{folder_ / "queue"};
  Recorder events_;

 public:
  FakeLander lander;
  StateLedger ledger{index_, lander, queue_, events_};

 private:
  fs::path write_index() {
    replace_file(folder_ / "index.json", index_of({{"A", {}}, {"B", {}}}));
    return folder_ / "index.json";
  }
};

TEST_F(StateLedgerTest, ForgetsAResultOnceTheFileShowsIt) {
  land(queued("A"), false);
  EXPECT_THAT(lander.forgotten, IsEmpty());
  EXPECT_EQ(in_queue(), 1U);
  ledger.flush(true);
  EXPECT_EQ(state("A"), State::completed);
  EXPECT_THAT(lander.forgotten, UnorderedElementsAre("A"));
  EXPECT_EQ(in_queue(), 0U);
  EXPECT_TRUE(ledger.all_is_written());
}

TEST_F(StateLedgerTest, ForgetsNothingThatTheBranchHasYetToBeTold) {
  land(queued("A"), true);
  ledger.flush(true);
  EXPECT_EQ(state("A"), State::completed);
  EXPECT_THAT(lander.forgotten, IsEmpty());
  EXPECT_FALSE(ledger.all_is_written());
  EXPECT_FALSE(ledger.record("run-1"));
  ledger.flush(true);
  EXPECT_THAT(lander.recorded, UnorderedElementsAre(Pair("A", State::completed)));
  EXPECT_THAT(lander.forgotten, UnorderedElementsAre("A"));
}

TEST_F(StateLedgerTest, TellsTheBranchTheNewestOfEachTicket) {
  ledger.decide({.ticket = "A", .state = State::deferred, .at = "2026-01-01T00:00:00Z"});
  ledger.begun("A");
  EXPECT_TRUE(ledger.branch_knows_all()) << "what is under way is for the file alone";
  ledger.not_begun("A");
  ledger.decide({.ticket = "B", .state = State::deferred, .at = "2026-01-01T00:00:00Z"});
  ledger.record("run-1");
  EXPECT_THAT(lander.recorded,
              UnorderedElementsAre(Pair("A", State::unprocessed), Pair("B", State::deferred)));
  EXPECT_EQ(ledger.decided("A")->state, State::deferred);
}

TEST_F(StateLedgerTest, LeavesNothingInProgress) {
  ledger.begun("A");
  ledger.begun("B");
  ledger.flush(true);
  EXPECT_EQ(state("A"), State::in_progress);
  land(queued("B"), false);
  ledger.none_is_begun();
  ledger.flush(true);
  EXPECT_EQ(state("A"), State::unprocessed);
  EXPECT_EQ(state("B"), State::completed);
}

TEST_F(StateLedgerTest, SaysOnlyCompletedAgain) {
  land(queued("A"), false);
  ledger.decide({.ticket = "B", .state = State::deferred, .at = "2026-01-01T00:00:00Z"});
  ledger.flush(true);
  replace_file(file_, index_of({{"A", {}}, {"B", {}}}));
  ledger.say_completed_again(index_.read());
  ledger.flush(true);
  EXPECT_EQ(state("A"), State::completed);
  EXPECT_EQ(state("B"), State::unprocessed);
}

}  // namespace
}  // namespace sage::test
