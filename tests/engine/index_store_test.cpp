#include "engine/index_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <random>
#include <utility>

#include "support/landing_fixture.h"

namespace {

/// Called, once, when this thread syncs a file the next time: what was read before is old by then,
/// what is written has not been put in place yet.
thread_local std::function<void()> at_next_fsync;

/// What this thread sees as the stat of any file, if given: an edit within a tick of the clock that
/// leaves the size as it was cannot be seen, but no test can be sure to be that quick.
thread_local std::optional<struct stat> frozen;

}  // namespace

/// These stand in for the C library's.
extern "C" int stat(const char* path, struct stat* status) noexcept {
  if (!frozen) return ::fstatat(AT_FDCWD, path, status, 0);
  *status = *frozen;
  return 0;
}

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

TEST_F(WorkingIndexTest, WriteAfterWriteGivesWhatEditingTheWholeTextGives) {
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return random() % n; };
  const State states[] = {State::unprocessed, State::in_progress, State::completed,
                          State::deferred};
  std::string expected = R"({"note": "ä", "tickets": [)";
  for (int i = 0; i < 30; ++i)
    expected += format(R"({}{{"id": "T-{}", "title": "{}", "state": "UNPROCESSED", "updated": "",
    "state_history": []}})",
                       i ? ",\n" : "", i, std::string(below(50), 'x'));
  expected += "]}";
  write_text(file, expected);
  index.read();
  for (int round = 0; round < 100; ++round) {
    IndexEdit edits;
    for (auto left = below(6); left > 0; --left) {
      StateChange change{.ticket = format("T-{}", below(32)), .state = states[below(4)]};
      change.at = std::string(below(20), 't');
      change.lasting = below(3) > 0;
      if (change.state == State::deferred && change.lasting)
        change.defer_reason = DeferReason{.category = "timeout", .message = "took long"};
      index.apply({.changes = {change}});
      std::erase_if(edits.changes,
                    [&](const auto& one) { return !one.lasting && one.ticket == change.ticket; });
      edits.changes.push_back(change);
    }
    expected = edit_index(expected, edits).text();
    ASSERT_TRUE(index.flush(true));
    ASSERT_EQ(text(), expected) << round;
    ASSERT_FALSE(index.changed_outside());
  }
}

/// `file` changed by somebody in the same tick of the clock, and to the same size.
class UnseenEditTest : public WorkingIndexTest {
 public:
  ~UnseenEditTest() override { frozen.reset(); }
  void save_unseen(const std::string& edited) {
    struct stat seen {};
    ASSERT_EQ(::stat(file.c_str(), &seen), 0);
    write_text(file, edited);
    frozen = seen;
    ASSERT_FALSE(index.changed_outside());
  }
};

TEST_F(UnseenEditTest, TicketsThatMovedAreFoundAgain) {
  index.read();
  std::string swapped = small_index;
  std::swap(swapped[swapped.find("T-1") + 2], swapped[swapped.find("T-2") + 2]);
  save_unseen(swapped);
  index.apply(edit("T-1", State::completed));
  EXPECT_TRUE(index.flush(true));
  EXPECT_EQ(text(), edit_index(swapped, edit("T-1", State::completed)).text());
  EXPECT_TRUE(index.changed_outside());
}

/// Of what is no index any more, a splice takes no note.
TEST_F(UnseenEditTest, OnlyTicketsThatChangeAreReadAgain) {
  index.read();
  std::string expected = small_index;
  expected[expected.rfind(']')] = '!';
  save_unseen(expected);
  std::string_view before = to_string(State::unprocessed);
  for (const State state : {State::completed, State::in_progress}) {
    index.apply(edit("T-1", state));
    index.apply(edit("T-2", state));
    EXPECT_TRUE(index.flush(true));
    for (int i = 0; i < 2; ++i)
      expected.replace(expected.find(before), before.size(), to_string(state));
    EXPECT_EQ(text(), expected);
    before = to_string(state);
    frozen.reset();
    save_unseen(expected);
  }
}

TEST_F(WorkingIndexTest, WaitsWhileTheFileIsBrokenBehindTheTickets) {
  index.read();
  const std::string broken = small_index + "{";
  write_text(file, broken);
  EXPECT_THROW(index.read(), Error);
  index.apply(edit("T-1", State::completed));
  EXPECT_FALSE(index.flush(false));
  EXPECT_EQ(text(), broken);
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
