#include "repo/object_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>

#include "os/file_lock.h"
#include "repo/build_pack.h"
#include "repo/commit.h"
#include "repo/results.h"
#include "repo/tree.h"
#include "repo/workspace_rules.h"
#include "support/error_of.h"
#include "support/scratch_repository.h"

namespace sage {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class ObjectBatchTest : public testing::Test {
 protected:
  ObjectBatchTest() {
    user.write("a", "a\n");
    base = user.commit_all();
  }

  /// A commit with `path` set to `text`, on the base.
  ObjectId commit(const std::string& path, const std::string& text) {
    const ObjectId tree = edit_tree(repository(), repository().tree_of(base),
                                    {{path, {Mode::file, repository().write_blob(text)}}});
    const Identity ada{"Ada", "ada@example.com"};
    return write_commit(repository(),
                        {tree, {base}, "set " + path + "\n", ada, ada, 1'700'000'000'000});
  }
  const Repository& repository() {
    if (!repository_) repository_.emplace(Repository::discover(user.folder()));
    return *repository_;
  }
  /// Whether git has the object on disk.
  bool is_stored(const ObjectId& id) const {
    return test::run_git(user.folder(), {"cat-file", "-e", id.hex()}).status == 0;
  }
  void collect_garbage() const { user.git({"gc", "--quiet", "--prune=now"}); }
  std::vector<std::string> packs(const std::string& suffix = ".pack") const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == suffix) names.push_back(entry.path().stem());
    return names;
  }
  std::vector<std::string> loose() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(user.folder() / ".git/objects"))
      names.push_back(entry.path().filename());
    std::erase_if(names, [](const auto& name) { return name == "info" || name == "pack"; });
    return names;
  }
  test::ScratchRepository user;
  const fs::path folder = user.folder() / ".git/objects/pack";
  ObjectId base;

 private:
  std::optional<Repository> repository_;
};

/// fsck reads each and names it anew.
TEST_F(ObjectBatchTest, StoresObjectsOfEverySize) {
  std::mt19937 random(1);
  std::vector<ObjectId> made;
  ObjectBatch batch(repository());
  for (const std::size_t size : {0, 1, 15, 16, 17, 2047, 2048, 2049, 300'000, 3'000'000}) {
    std::string noise(size, ' ');
    for (char& c : noise) c = static_cast<char>(random());
    made.push_back(repository().write_blob(noise));
    made.push_back(repository().write_blob(std::string(size, 'x')));
  }
  batch.flush();
  for (const ObjectId& id : made) EXPECT_TRUE(is_stored(id));
  ASSERT_THAT(packs(), SizeIs(1));
  EXPECT_EQ(user.git({"fsck", "--full", "--strict", "--no-dangling"}), "");
}

TEST_F(ObjectBatchTest, ManyObjectsThatAreAlikeTakeLittleRoom) {
  ObjectBatch batch(repository());
  std::mt19937 random(2);
  std::string noise(20'000, ' ');
  for (char& c : noise) c = static_cast<char>(random());
  for (int i = 0; i < 40; ++i) repository().write_blob(noise + std::to_string(i));
  batch.flush();
  ASSERT_THAT(packs(), SizeIs(1));
  EXPECT_LT(fs::file_size(folder / (packs()[0] + ".pack")), 100'000U);
  EXPECT_EQ(user.git({"fsck", "--full", "--strict", "--no-dangling"}), "");
}

TEST(BuildPack, RefusesObjectsThatAreNotWhatTheyAreCalled) {
  const test::ScratchRepository scratch;
  const ObjectId other = scratch.commit_all("one");
  const auto repository = Repository::discover(scratch.folder());
  const NewObject object{repository.write_blob("text\n"), GIT_OBJECT_BLOB, "text\n"};
  const test::TempFolder aside;
  EXPECT_TRUE(fs::exists(build_pack({object}, aside.path()).native() + ".idx"));
  EXPECT_THROW(build_pack({object, {other, GIT_OBJECT_BLOB, "another\n"}}, aside.path()), Error);
}

// libgit2 gives no reason of its own where a rename fails: an older one would mislead.
TEST(BuildPack, SaysTheSystemsReasonWhereLibgit2GivesNone) {
  const test::ScratchRepository scratch;
  scratch.commit_all("one");
  const test::TempFolder aside;
  const auto repository = Repository::discover(scratch.folder());
  const NewObject object{repository.write_blob("text\n"), GIT_OBJECT_BLOB, "text\n"};
  const fs::path pack = build_pack({object}, aside.path()).native() + ".pack";
  fs::remove(pack);
  fs::create_directory(pack);
  EXPECT_THROW(Repository::discover(aside.path()), Error);
  EXPECT_STREQ(test::error_of([&] { build_pack({object}, aside.path()); }).what(),
               "cannot write a pack: Is a directory");
}

TEST_F(ObjectBatchTest, KeepsObjectsInMemoryUntilTheyAreFlushed) {
  ObjectBatch batch(repository());
  const ObjectId made = commit("b/c", "text\n");
  EXPECT_EQ(repository().blob(repository().entry_at(repository().tree_of(made), "b/c").id),
            "text\n");
  EXPECT_TRUE(repository().has_object(made));
  EXPECT_EQ(repository().parents_of(made), std::vector{base});
  EXPECT_FALSE(is_stored(made));
  batch.flush();
  EXPECT_TRUE(is_stored(made));
  EXPECT_EQ(user.git({"cat-file", "blob", made.hex() + ":b/c"}), "text");
  EXPECT_EQ(user.git({"fsck", "--full", "--strict", "--no-dangling"}), "");
}

TEST_F(ObjectBatchTest, WritesOnePackOfTheNewObjectsAlone) {
  collect_garbage();
  ObjectBatch batch(repository());
  commit("b/c", "text\n");
  batch.flush();
  EXPECT_THAT(loose(), IsEmpty());
  ASSERT_THAT(packs(".keep"), SizeIs(1));
  const std::string idx = folder / (packs(".keep").front() + ".idx");
  EXPECT_THAT(user.git({"verify-pack", "-v", idx}),
              testing::ContainsRegex("non delta: 4 objects"));  // blob, b/, root, commit
}

TEST_F(ObjectBatchTest, SurvivesGarbageCollectionUntilARefPointsToIt) {
  std::optional<ObjectBatch> batch(std::in_place, repository());
  const ObjectId made = commit("b", "text\n");
  batch->flush();
  collect_garbage();
  user.git({"repack", "-a", "-d", "-q"});
  ASSERT_TRUE(is_stored(made));
  pin_result(repository(), "refs/sage/results/T-1/1", made);
  batch.reset();
  EXPECT_THAT(packs(".keep"), IsEmpty());
  collect_garbage();
  EXPECT_TRUE(is_stored(made));
  EXPECT_EQ(repository().tree_of(made), user.tree(made.hex()));
  drop_pin(repository(), "refs/sage/results/T-1/1");
  collect_garbage();
  EXPECT_FALSE(is_stored(made)) << "nothing keeps it any more";
}

TEST_F(ObjectBatchTest, KeepsWhatWasThereAlreadyButUnreachable) {
  const ObjectId stray = commit("b", "text\n");  // loose, and no ref points to it
  ObjectBatch batch(repository());
  ASSERT_EQ(commit("b", "text\n"), stray);
  batch.flush();
  collect_garbage();
  EXPECT_EQ(user.git({"cat-file", "blob", stray.hex() + ":b"}), "text");
}

TEST_F(ObjectBatchTest, TheSameObjectsAgainAreAnotherPack) {
  for (int i = 0; i < 2; ++i) {
    ObjectBatch batch(repository());
    commit("b", "text\n");
    batch.flush();
  }
  EXPECT_THAT(packs(), SizeIs(2)) << "a running gc may be about to remove the first";
  EXPECT_EQ(user.git({"fsck", "--full", "--no-dangling"}), "");
}

TEST_F(ObjectBatchTest, LeavesNothingIfItIsNotFlushed) {
  collect_garbage();
  const auto before = packs();
  ObjectId made;
  {
    ObjectBatch batch(repository());
    made = commit("b", "text\n");
  }
  EXPECT_THAT(loose(), IsEmpty());
  EXPECT_EQ(packs(), before);
  EXPECT_FALSE(is_stored(made));
  EXPECT_EQ(commit("b", "text\n"), made);
  EXPECT_TRUE(is_stored(made)) << "written for good where there is no batch";
}

TEST_F(ObjectBatchTest, AnEmptyBatchWritesNothing) {
  const auto before = packs();
  ObjectBatch batch(repository());
  batch.flush();
  EXPECT_EQ(packs(), before);
}

TEST_F(ObjectBatchTest, CanBeFlushedAgainAndKeepsAllOfIt) {
  ObjectBatch batch(repository());
  EXPECT_THROW(std::make_unique<ObjectBatch>(repository()), Error) << "one at a time";
  const ObjectId one = commit("b", "one\n");
  batch.flush();
  const ObjectId two = commit("b", "two\n");
  EXPECT_FALSE(is_stored(two));
  batch.flush();
  collect_garbage();
  EXPECT_TRUE(is_stored(one));
  EXPECT_TRUE(is_stored(two));
}

TEST_F(ObjectBatchTest, HoldsOnlySoMuchInMemory) {
  std::vector<ObjectId> blobs;
  ObjectBatch batch(repository());
  for (char c = 'a'; c < 'e'; ++c)
    blobs.push_back(repository().write_blob(std::string(20 << 20, c)));
  EXPECT_TRUE(is_stored(blobs.front())) << "80 MB are too much";
  batch.flush();
  collect_garbage();
  for (std::size_t i = 0; i < blobs.size(); ++i)
    EXPECT_EQ(repository().blob(blobs[i])[0], 'a' + static_cast<char>(i));
}

TEST_F(ObjectBatchTest, AKilledProcessKeepsNothingForEver) {
  ObjectId made;
  const pid_t pid = ::fork();
  if (pid == 0) {
    const Repository own = Repository::discover(user.folder());
    ObjectBatch batch(own);
    own.write_blob("left behind");
    batch.flush();
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(pid, nullptr, 0);
  ObjectBatch living(repository());
  made = commit("b", "text\n");
  living.flush();
  EXPECT_THAT(packs(".keep"), SizeIs(2));
  release_dead_packs(repository());
  EXPECT_THAT(packs(".keep"), SizeIs(1));
  collect_garbage();
  EXPECT_TRUE(is_stored(made));
}

TEST_F(ObjectBatchTest, WhatAKilledProcessHadHalfWrittenIsRemoved) {
  const std::string name = "pack-sage0-" + std::string(40, 'a');
  test::write_text(folder / (name + ".keep"), "");
  test::write_text(folder / (name + ".pack"), "PACK");
  test::write_text(folder.parent_path() / (name + ".tmp") / "pack_git2_x", "PACK");
  test::write_text(folder / ("pack-" + std::string(40, 'b') + ".keep"), "the user's own\n");
  release_dead_packs(repository());
  EXPECT_THAT(packs(), IsEmpty());
  EXPECT_THAT(packs(".keep"), testing::ElementsAre("pack-" + std::string(40, 'b')));
  EXPECT_FALSE(fs::exists(folder.parent_path() / (name + ".tmp")));
}

TEST_F(ObjectBatchTest, WhatNobodyCouldClearIsRemoved) {
  const fs::path objects = folder.parent_path();
  const std::string lost = "pack-sage0-" + std::string(40, 'a'),
                    built = "pack-sage0-" + std::string(40, 'b');
  for (const auto& name : {lost, built})
    test::write_text(objects / (name + ".tmp") / "pack_git2_x", "PACK");
  test::write_text(objects / "pack.tmp", "somebody else's");
  const FileLock builder = FileLock::acquire(folder / (built + ".keep"));
  release_dead_packs(repository());
  EXPECT_FALSE(fs::exists(objects / (lost + ".tmp")));
  EXPECT_TRUE(fs::exists(objects / (built + ".tmp")));
  EXPECT_TRUE(fs::exists(objects / "pack.tmp"));
}

TEST_F(ObjectBatchTest, PacksAreMergedSoThatTheyStayFew) {
  std::vector<ObjectId> made;
  for (int i = 0; i < 100; ++i) {
    ObjectBatch batch(repository());
    made.push_back(commit("b", std::to_string(i)));
    batch.flush();
    merge_packs(repository());
  }
  EXPECT_THAT(packs(), SizeIs(testing::Le(6U + 15U)));
  EXPECT_EQ(packs(".idx").size(), packs().size());
  EXPECT_THAT(packs(".keep"), IsEmpty());
  for (const ObjectId& id : made) EXPECT_TRUE(is_stored(id));
  for (const ObjectId& id : made) EXPECT_FALSE(repository().tree_of(id).is_zero());
  EXPECT_EQ(user.git({"fsck", "--full", "--no-dangling"}), "");
}

std::size_t open_packs(const std::string& ending = "") {
  std::error_code closed;
  return static_cast<std::size_t>(
      std::ranges::count_if(fs::directory_iterator("/proc/self/fd"), [&](const auto& file) {
        return fs::read_symlink(file, closed).native().find(".pack" + ending) != std::string::npos;
      }));
}

TEST_F(ObjectBatchTest, PacksThatWereMergedAreClosed) {
  for (int i = 0; i < 50; ++i) {
    {
      ObjectBatch batch(repository());
      const ObjectId made = commit("b", std::to_string(i));
      batch.flush();
      EXPECT_FALSE(repository().tree_of(made).is_zero());
    }
    merge_packs(repository());
  }
  EXPECT_EQ(open_packs(" (deleted)"), 0U);
}

TEST_F(ObjectBatchTest, WhoLetsGoOfPacksHasNoneOpenAndReadsOnAsBefore) {
  ObjectId blob;
  {
    ObjectBatch batch(repository());
    blob = repository().write_blob("content");
    batch.flush();
  }
  EXPECT_EQ(repository().blob(blob), "content");
  EXPECT_GT(open_packs(), 0U);
  let_go_of_packs(repository());
  EXPECT_EQ(open_packs(), 0U);
  EXPECT_EQ(repository().blob(blob), "content");
  ObjectBatch batch(repository());
  const ObjectId made = commit("b", "more");
  batch.flush();
  EXPECT_TRUE(is_stored(made));
}

TEST_F(ObjectBatchTest, TheRulesOfAWorkspaceKeepNoMergedPackOpen) {
  WorkspaceRules rules(repository(), user.folder());
  ObjectId blob;
  for (int i = 0; i < 16; ++i) {
    ObjectBatch batch(repository());
    blob = repository().write_blob(std::to_string(i));
    batch.flush();
    EXPECT_EQ(rules.raw_blob(blob), std::to_string(i));
  }
  merge_packs(repository());
  rules.forget();
  EXPECT_EQ(open_packs(" (deleted)"), 0U);
  EXPECT_EQ(rules.raw_blob(blob), "15");
}

TEST_F(ObjectBatchTest, MergingLeavesAloneWhatIsKept) {
  ObjectBatch batch(repository());
  for (int i = 0; i < 20; ++i) {
    commit("b", std::to_string(i));
    batch.flush();
  }
  const auto before = packs();
  merge_packs(repository());
  EXPECT_EQ(packs(), before);
}

}  // namespace
}  // namespace sage
