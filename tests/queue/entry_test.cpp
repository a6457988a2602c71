#include "queue/entry.h"

#include <gtest/gtest.h>

#include "support/temp_folder.h"

namespace sage {
namespace {

using test::read_text;
using test::TempFolder;
using test::write_text;

QueueEntry entry_for(const std::string& ticket) {
  QueueEntry entry;
  entry.queue_id = "run/" + ticket + "/1";
  entry.run = "run";
  entry.ticket_id = ticket;
  entry.result_ref = "refs/sage/results/" + ticket + "/1";
  entry.result = *ObjectId::parse("0123456789abcdef0123456789abcdef01234567");
  entry.files = {"a b", "é"};
  entry.discovered = {R"({"title":"x"})"};
  return entry;
}

std::vector<std::string> tickets_of(CommitQueue& queue) {
  std::vector<std::string> tickets;
  for (const auto& entry : queue.list().entries) tickets.push_back(entry.ticket_id);
  return tickets;
}

TEST(CommitQueue, OfABranchSeesNothingOfOthers) {
  const test::TempFolder folder;
  CommitQueue main(folder / "queue", "refs/heads/main"), side(folder / "queue", "refs/heads/side");
  EXPECT_EQ(main.add(entry_for("A-1")).branch, "refs/heads/main");
  EXPECT_EQ(side.add(entry_for("B-1")).seq, 2U);
  CommitQueue(folder / "queue").add(entry_for("C-1"));
  std::vector<std::string> seen;
  for (const auto& entry : side.list().entries) seen.push_back(entry.ticket_id);
  EXPECT_EQ(seen, (std::vector<std::string>{"B-1", "C-1"}));
  EXPECT_EQ(CommitQueue(folder / "queue").look().entries.size(), 3U);
}

TEST(CommitQueue, KeepsEntriesInTheOrderTheyCame) {
  const TempFolder folder;
  CommitQueue queue(folder / "queue");
  EXPECT_TRUE(queue.list().entries.empty());
  for (const char* ticket : {"C-1", "B-1", "A-1", "D-1", "E-1", "F-1", "G-1", "H-1", "I-1", "J-1"})
    queue.add(entry_for(ticket));
  CommitQueue again(folder / "queue");
  EXPECT_EQ(tickets_of(again), (std::vector<std::string>{"C-1", "B-1", "A-1", "D-1", "E-1", "F-1",
                                                         "G-1", "H-1", "I-1", "J-1"}));
}

TEST(CommitQueue, ReadsBackAllOfAnEntry) {
  const TempFolder folder;
  CommitQueue queue(folder / "queue");
  auto entry = queue.add(entry_for("A-1"));
  EXPECT_TRUE(fs::exists(folder / "queue/1-A-1.json"));
  entry.status = EntryStatus::conflict;
  entry.reason = "both changed \"x\"";
  queue.update(entry);
  const auto read = queue.list().entries.at(0);
  EXPECT_EQ(json::serialize(to_json(read)), json::serialize(to_json(entry)));
  EXPECT_EQ(read.result, entry.result);
  EXPECT_TRUE(read.base.is_zero());
}

TEST(CommitQueue, ArchivesAnEntryAndNeverGivesItsSeqAgain) {
  const TempFolder folder;
  CommitQueue queue(folder / "queue");
  auto entry = queue.add(entry_for("A-1"));
  entry.status = EntryStatus::applied;
  queue.archive(entry);
  queue.archive(entry);  // as recovery does
  EXPECT_TRUE(queue.list().entries.empty());
  EXPECT_NE(read_text(folder / "queue/archive/1-A-1.json").find("applied"), std::string::npos);
  EXPECT_EQ(CommitQueue(folder / "queue").add(entry_for("A-1")).seq, 2U);
}

TEST(CommitQueue, MovesWhatItCannotReadAside) {
  const TempFolder folder;
  const fs::path at = folder / "queue";
  CommitQueue queue(at);
  queue.add(entry_for("A-1"));
  write_text(at / "2-B-1.json", "{\"seq\":2");
  write_text(at / "3-C-1.json", R"({"seq":3,"ticket_id":"../../etc"})");
  write_text(at / "4-D-1.json", R"({"seq":4,"ticket_id":"D-1","status":"landed?"})");
  write_text(at / "README", "not an entry");
  fs::create_directory(at / "5-E-1.json");
  const auto listing = queue.list();
  EXPECT_EQ(listing.entries.size(), 1U);
  EXPECT_EQ(listing.broken.size(), 4U);
  EXPECT_TRUE(fs::exists(at / "2-B-1.json.broken"));
  EXPECT_TRUE(fs::exists(at / "README"));
  EXPECT_TRUE(queue.list().broken.empty());
}

TEST(CommitQueue, MovesAsideWhatNamesSomethingElse) {
  const auto is_broken = [](auto change) {
    const TempFolder folder;
    CommitQueue queue(folder.path());
    QueueEntry entry = entry_for("A-1");
    change(entry);
    queue.add(entry);
    const auto listing = queue.list();
    EXPECT_EQ(listing.entries.size() + listing.broken.size(), 1U);
    return !listing.broken.empty();
  };
  EXPECT_FALSE(is_broken([](auto&) {}));
  EXPECT_TRUE(is_broken([](auto& e) { e.result_ref = "refs/heads/release"; }));
  EXPECT_TRUE(is_broken([](auto& e) { e.result_ref = "refs/sage/results/B-1/1"; }));
  EXPECT_TRUE(is_broken([](auto& e) { e.result_ref.clear(); }));
  EXPECT_TRUE(is_broken([](auto& e) { e.queue_id = "run/B-1/1"; }));
  EXPECT_TRUE(is_broken([](auto& e) {
    e.ticket_id = "a..b";
    e.queue_id = "run/a..b/1";
    e.result_ref = "refs/sage/results/a..b/1";
  }));
  EXPECT_TRUE(is_broken([](auto& e) {
    e.attempt = 0;
    e.queue_id = "run/A-1/0";
    e.result_ref = "refs/sage/results/A-1/0";
  }));
}

TEST(CommitQueue, TakesEntriesOfOtherTools) {
  const TempFolder folder;
  write_text(folder / "7-A-1.json",
             R"({"seq":7,"ticket_id":"A-1","files":["x"],"status":"queued","extra":[1],"run":"r",
                 "queue_id":"r/A-1/1","result_ref":"refs/sage/results/A-1/1"})");
  CommitQueue queue(folder.path());
  EXPECT_EQ(queue.list().entries.at(0).files, std::vector<std::string>{"x"});
  EXPECT_EQ(queue.add(entry_for("B-1")).seq, 8U);
}

TEST(CommitQueue, TakesARequestOfAnotherToolThatNamesNothingOfOurs) {
  const TempFolder folder;
  write_text(folder / "7-A-1.json", R"({"queue_id":"theirs","seq":7,"ticket_id":"A-1",
                                        "files":["x"]})");
  const auto listing = CommitQueue(folder.path()).list();
  ASSERT_EQ(listing.entries.size(), 1U);
  EXPECT_TRUE(is_request(listing.entries[0]));
  EXPECT_FALSE(is_request(entry_for("A-1")));
}

TEST(CommitQueue, TellsWhatOthersHaveAddedOnce) {
  const TempFolder folder;
  CommitQueue ours(folder / "queue"), theirs(folder / "queue");
  EXPECT_TRUE(ours.news().entries.empty());
  ours.add(entry_for("A-1"));
  EXPECT_TRUE(ours.news().entries.empty());
  theirs.add(entry_for("B-1"));
  ASSERT_EQ(ours.news().entries.size(), 1U);
  EXPECT_TRUE(ours.news().entries.empty());
  EXPECT_EQ(ours.add(entry_for("C-1")).seq, 3U) << "the seq of theirs is taken";
  EXPECT_EQ(theirs.news().entries.size(), 2U);
}

TEST(CommitQueue, GivesAFileThatIsBeingWrittenAMoment) {
  const TempFolder folder;
  CommitQueue queue(folder.path());
  const fs::path file = folder / "1-A-1.json";
  write_text(file, R"({"seq":1,"ticket)");
  EXPECT_TRUE(queue.news().broken.empty());
  EXPECT_TRUE(fs::exists(file));
  write_text(file, R"({"seq":1,"ticket_id":"A-1","files":["x"]})");
  EXPECT_EQ(queue.news().entries.size(), 1U);

  write_text(folder / "2-B-1.json", R"({"seq":2,"ticket)");
  fs::last_write_time(folder / "2-B-1.json",
                      fs::file_time_type::clock::now() - std::chrono::minutes(1));
  EXPECT_EQ(queue.news().broken.size(), 1U);
  EXPECT_TRUE(fs::exists(folder / "2-B-1.json.broken"));
}

TEST(CommitQueue, GivesAnEntryWithAnothersSeqOneOfItsOwn) {
  const TempFolder folder;
  CommitQueue queue(folder.path());
  queue.add(entry_for("A-1"));
  write_text(folder / "1-B-1.json", R"({"seq":1,"ticket_id":"B-1","files":["x"]})");
  const QueueEntry theirs = queue.news().entries.at(0);
  EXPECT_TRUE(queue.shares_seq(theirs));
  const QueueEntry moved = queue.move_to_end(theirs);
  EXPECT_EQ(moved.seq, 2U);
  EXPECT_FALSE(queue.shares_seq(moved));
  EXPECT_FALSE(fs::exists(folder / "1-B-1.json"));
  EXPECT_TRUE(queue.news().entries.empty());
}

TEST(CommitQueue, LooksWithoutMovingAnything) {
  const TempFolder folder;
  write_text(folder / "2-B-1.json", "{");
  EXPECT_EQ(CommitQueue(folder.path()).look().broken.size(), 1U);
  EXPECT_TRUE(fs::exists(folder / "2-B-1.json"));
}

}  // namespace
}  // namespace sage
