#include "engine/index_store.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <utility>

#include "support/landing_fixture.h"

namespace {

/// Called, once, when this thread syncs a file the next time: what was read before is old by then,
/// what is written has not been put in place yet.
thread_local std::function<void()> at_next_fsync;

}  // namespace

/// Stands in for the C library's.
extern "C" int fsync(int fd) {
  if (const auto action = std::exchange(at_next_fsync, nullptr)) action();
  return static_cast<int>(::syscall(SYS_fsync, fd));
}

namespace sage {
namespace {

using test::error_of;
using test::read_text;
using test::small_index;
using test::TempFolder;
using test::write_text;

IndexEdit edit(const std::string& ticket, State state, bool lasting = true) {
  return {.changes = {{.ticket = ticket, .state = state, .lasting = lasting}}};
}

State state_of(const Backlog& backlog, const std::string& ticket) {
  return backlog[backlog.find(ticket).value()].state;
}

class WorkingIndexTest : public testing::Test {
 public:
  WorkingIndexTest() { write_text(file, small_index); }
  std::string text() const { return read_text(file); }

  TempFolder folder;
  fs::path file = folder / "index.json";
  WorkingIndex index{file};
};

TEST_F(WorkingIndexTest, FlushWritesWhatWasNoted) {
  index.read();
  EXPECT_EQ(index.due(), SteadyTime::max());
  index.apply(edit("T-1", State::completed));
  EXPECT_NE(index.due(), SteadyTime::max());
  EXPECT_EQ(text(), small_index);
  EXPECT_TRUE(index.flush(true));
  EXPECT_EQ(index.due(), SteadyTime::max());
  EXPECT_EQ(state_of(index.read(), "T-1"), State::completed);
}

TEST_F(WorkingIndexTest, NothingNotedWritesNothing) {
  index.read();
  const FileStamp before = stamp_of(file);
  EXPECT_TRUE(index.flush(true));
  EXPECT_EQ(stamp_of(file), before);
}

TEST_F(WorkingIndexTest, OwnWriteIsNoChangeFromOutside) {
  index.read();
  index.apply(edit("T-1", State::in_progress, false));
  index.flush(true);
  EXPECT_FALSE(index.changed_outside());
}

TEST_F(WorkingIndexTest, AnothersEditIsAChangeFromOutsideUntilItIsRead) {
  index.read();
  replace_file(file, small_index + " ");
  EXPECT_TRUE(index.changed_outside());
  index.read();
  EXPECT_FALSE(index.changed_outside());
}

TEST_F(WorkingIndexTest, OwnWriteDoesNotHideAnEditThatWasNotRead) {
  index.read();
  std::string edited = small_index;
  edited.replace(edited.find("Two"), 3, "Deux");
  replace_file(file, edited);
  index.apply(edit("T-1", State::completed));
  index.flush(true);
  EXPECT_TRUE(index.changed_outside());
  const Backlog now = index.read();
  EXPECT_EQ(now[now.find("T-2").value()].title, "Deux");
  EXPECT_EQ(state_of(now, "T-1"), State::completed);
}

TEST_F(WorkingIndexTest, AddedTicketsAreToBeRead) {
  index.read();
  index.apply({.added = {{.id = "T-3", .title = "Three"}}});
  index.flush(true);
  EXPECT_TRUE(index.changed_outside());
  EXPECT_TRUE(index.read().find("T-3"));
}

TEST_F(WorkingIndexTest, MarkThatIsTakenBackBeforeItIsWrittenLeavesTheFileAsItWas) {
  index.read();
  index.apply(edit("T-1", State::in_progress, false));
  index.apply(edit("T-1", State::unprocessed, false));
  index.flush(true);
  EXPECT_EQ(text(), small_index);
}

TEST_F(WorkingIndexTest, MarkBeforeALastingStateLeavesNoTrace) {
  write_text(file, R"({"tickets": [{"id": "T-1", "title": "One", "state": "UNPROCESSED",
    "state_history": []}]})");
  const std::string completed = edit_index(text(), edit("T-1", State::completed)).text();
  index.read();
  index.apply(edit("T-1", State::in_progress, false));
  index.apply(edit("T-1", State::completed));
  index.flush(true);
  EXPECT_EQ(text(), completed);
}

TEST_F(WorkingIndexTest, WaitsWhileTheFileIsBroken) {
  index.read();
  write_text(file, "{ being edited");
  index.apply(edit("T-1", State::completed));
  EXPECT_FALSE(index.flush(false));
  EXPECT_EQ(text(), "{ being edited");
  EXPECT_NE(index.due(), SteadyTime::max());
  write_text(file, small_index);
  EXPECT_TRUE(index.flush(true));
  EXPECT_EQ(state_of(index.read(), "T-1"), State::completed);
}

TEST_F(WorkingIndexTest, BrokenFileIsAnErrorWhenItMustBeWrittenNow) {
  index.read();
  index.apply(edit("T-1", State::completed));
  write_text(file, "{ broken");
  EXPECT_EQ(error_of([&] { index.flush(true); }).kind(), ErrorKind::invalid_input);
  fs::remove(file);
  EXPECT_NE(error_of([&] { index.flush(true); }).message().find("gone"), std::string::npos);
}

TEST_F(WorkingIndexTest, SaveBetweenReadingAndReplacingIsNotLost) {
  index.read();
  index.apply(edit("T-1", State::completed));
  std::string edited = small_index;
  edited.replace(edited.find("Two"), 3, "Deux");
  at_next_fsync = [&] { replace_file(file, edited); };
  index.flush(true);
  EXPECT_FALSE(at_next_fsync);
  EXPECT_TRUE(index.changed_outside());
  const Backlog now = index.read();
  EXPECT_EQ(now[now.find("T-2").value()].title, "Deux");
  EXPECT_EQ(state_of(now, "T-1"), State::completed);
}

class BranchIndexTest : public test::LandingFixture {
 public:
  BranchIndexTest() {
    user.write(index_in_tree, small_index);
    user.commit_all("index");
    user.write(index_in_tree, "{ the checkout's is another matter");
  }
  BranchIndex index{repository(), [this] { return tip(); }};
};

TEST_F(BranchIndexTest, ReadsFromTheTip) {
  EXPECT_EQ(index.read().text(), small_index);
  EXPECT_FALSE(index.shows_marks());
}

TEST_F(BranchIndexTest, ChangesWithTheIndexOnTheBranchAlone) {
  index.read();
  user.git({"restore", "--", "."});
  user.write("a", "more\n");
  user.commit_all();
  EXPECT_FALSE(index.changed_outside());
  user.write(index_in_tree, edit_index(small_index, edit("T-1", State::completed)).text());
  user.commit_all();
  EXPECT_TRUE(index.changed_outside());
  EXPECT_EQ(state_of(index.read(), "T-1"), State::completed);
  EXPECT_FALSE(index.changed_outside());
}

TEST_F(BranchIndexTest, HasNothingToWrite) {
  index.apply(edit("T-1", State::completed));
  EXPECT_TRUE(index.flush(true));
  EXPECT_EQ(index.due(), SteadyTime::max());
  EXPECT_EQ(on_branch(index_in_tree), small_index);
}

TEST_F(BranchIndexTest, BranchWithoutAnIndexIsAnError) {
  user.git({"rm", "-qf", index_in_tree});
  user.git({"commit", "-qm", "no index"});
  const Error error = error_of([&] { index.read(); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
  EXPECT_NE(error.message().find(index_in_tree), std::string::npos);
}

}  // namespace
}  // namespace sage
