// git's index of a checkout, changed as the bytes it is: the git program is the judge.

#include "repo/raw_index.h"

#include <gmock/gmock.h>

#include <random>

#include "repo/index_format.h"
#include "support/scratch_repository.h"

namespace sage::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string file_of(const RawIndex& index) {
  const auto [head, entries, tail] = index.text();
  return head + std::string(entries) + tail;
}

/// Without the extensions.
std::string entries_of(const RawIndex& index) {
  const auto [head, entries, tail] = index.text();
  return head + std::string(entries);
}

class RawIndexTest : public testing::TestWithParam<int> {
 public:
  ScratchRepository user;
  void SetUp() override {
    for (const char* path : {"a", "b-c", "b/c", "b/d/e", "b/d/f", "z"}) user.write(path, path);
    user.write(std::string(200, 'l') + "/" + std::string(200, 'o') + "ng", "", true);
    user.commit_all("a start");
    use_version(GetParam());
  }
  /// git has no version 3 without a reason.
  void use_version(int version) const {
    if (version == 3) user.git({"update-index", "--skip-worktree", "z"});
    user.git({"update-index", "--force-write-index", "--index-version", std::to_string(version)});
  }
  fs::path file() const { return user.folder() / ".git/index"; }
  std::string bytes() const { return read_text(file()); }
  std::string staged() const { return user.git({"ls-files", "--stage"}); }
  void write(const RawIndex& index) const { write_text(file(), file_of(index)); }
  std::string blob(const std::string& text) const {
    user.write("blob", text);
    return user.git({"hash-object", "-w", "blob"}).substr(0, 40);
  }
  void git_puts(const std::string& path, const std::string& id) const {
    user.git({"update-index", "--add", "--replace", "--cacheinfo", "100644," + id + "," + path});
  }
  void git_drops(const std::string& path) const {
    user.git({"update-index", "--force-remove", path});
  }
};

git_index_entry entry_at(const char* path, const std::string& hex) {
  git_index_entry entry{};
  entry.path = path;
  entry.mode = 0100644;
  git_oid_fromstr(&entry.id, hex.c_str());
  return entry;
}

std::string version_of(const std::string& file) { return file.substr(4, 4); }

TEST_P(RawIndexTest, WritesWhatItReadWhereNothingChanges) {
  const std::string before = bytes();
  EXPECT_EQ(file_of(RawIndex::read(file())), before);
  EXPECT_EQ(version_of(before), std::string({0, 0, 0, static_cast<char>(GetParam())}));
}

TEST_P(RawIndexTest, FindsWhatIsThereAndWhatWasPut) {
  RawIndex index = RawIndex::read(file());
  EXPECT_THAT(index.paths_below("b"), ElementsAre("b/c", "b/d/e", "b/d/f"));
  EXPECT_THAT(index.paths_below("a"), IsEmpty());
  EXPECT_TRUE(index.find("b/d/e"));
  EXPECT_FALSE(index.find("b/d"));
  EXPECT_FALSE(index.find(""));
  index.put(entry_at("b/d/e/g", blob("g")));  // a folder in place of a file
  EXPECT_FALSE(index.find("b/d/e"));
  EXPECT_STREQ(index.find("b/d/e/g")->path, "b/d/e/g");
  EXPECT_THAT(index.paths_below("b"), ElementsAre("b/c", "b/d/e/g", "b/d/f"));
  index.put(entry_at("b", blob("b")));  // and the other way
  EXPECT_THAT(index.paths_below("b"), IsEmpty());
  write(index);
  EXPECT_EQ(user.git({"ls-files", "b", "b-c"}), "b\nb-c");
}

/// In any order, as often as one likes. Writing the tree believes the folders that are valid still.
TEST_P(RawIndexTest, ManyChangesAreThoseOfGit) {
  std::mt19937 random(4711);  // NOLINT: the same each time
  const std::string id = blob("new");
  RawIndex kept = RawIndex::read(file());
  for (int round = 0; round < 6; ++round) {
    const std::string before = bytes();
    RawIndex index = RawIndex::read(file());
    for (int i = 0; i < 8; ++i) {
      std::string path = format("b/{}", "cdx"[random() % 3]);
      if (random() % 3 > 0) path += format("/{}", "efg0"[random() % 4]);
      const bool is_put = random() % 3 > 0;
      for (RawIndex* one : {&index, &kept})
        is_put ? one->put(entry_at(path.c_str(), id)) : one->drop(path);
      is_put ? git_puts(path, id) : git_drops(path);
    }
    const std::string theirs = staged(), tree = user.git({"write-tree"});
    write_text(file(), before);
    EXPECT_TRUE(kept.settle());
    EXPECT_EQ(entries_of(kept), entries_of(index));
    for (const RawIndex* one : {&kept, &index}) {
      write(*one);
      EXPECT_EQ(staged(), theirs);
      EXPECT_EQ(user.git({"write-tree"}), tree);
    }
    EXPECT_EQ(version_of(bytes()), version_of(before));
  }
}

TEST_P(RawIndexTest, SettlesAFewChangesButNotMany) {
  const std::string id = blob("new");
  RawIndex index = RawIndex::read(file());
  EXPECT_FALSE(index.is_changed());
  for (int i = 0; i < 10; ++i) index.put(entry_at(std::to_string(i).c_str(), id));
  EXPECT_TRUE(index.is_changed());
  EXPECT_TRUE(index.settle());
  EXPECT_FALSE(index.is_changed());
  for (int i = 0; i < 100; ++i) index.put(entry_at(std::to_string(i).c_str(), id));
  const std::string text = file_of(index);
  EXPECT_FALSE(index.settle());
  EXPECT_EQ(file_of(index), text);
}

TEST_P(RawIndexTest, LeavesConflictsAndWhatGitRemembersOfThem) {
  const std::string branch = user.git({"symbolic-ref", "--short", "HEAD"});
  user.git({"switch", "--quiet", "-c", "other"});
  user.write("a", "theirs");
  user.commit_all();
  user.git({"switch", "--quiet", branch});
  user.write("a", "ours");
  user.commit_all();
  user.git_result({"merge", "other"}, 1);
  RawIndex index = RawIndex::read(file());
  EXPECT_TRUE(index.is_in_conflict("a"));
  EXPECT_FALSE(index.find("a"));
  EXPECT_FALSE(index.is_in_conflict("b-c"));
  EXPECT_FALSE(index.is_in_conflict("zz"));
  const std::string unmerged = user.git({"ls-files", "--unmerged"});
  index.put(entry_at("b-c", blob("new")));
  const std::string text = file_of(index);
  EXPECT_TRUE(index.settle());
  EXPECT_EQ(file_of(index), text);
  write(index);
  EXPECT_EQ(user.git({"ls-files", "--unmerged"}), unmerged);
  index.put(entry_at("a", blob("new")));
  const std::string put = entries_of(index);
  EXPECT_TRUE(index.settle());
  EXPECT_EQ(entries_of(index), put);
  user.git({"add", "a"});
  write(RawIndex::read(file()));
  EXPECT_EQ(user.git({"ls-files", "--resolve-undo", "--abbrev=40"}), unmerged);
}

TEST_P(RawIndexTest, RefusesWhatIsNotWhole) {
  const std::string good = bytes();
  const auto refuses = [&](const std::string& bad) {
    write_text(file(), bad);
    try {
      RawIndex::read(file());
      ADD_FAILURE() << "was read";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::repository_state) << error.what();
    }
  };
  for (std::size_t size = 0; size < good.size(); size += 7) refuses(good.substr(0, size));
  for (std::size_t at = 0; at < good.size(); at += 11) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    refuses(bad);
  }
}

/// Whatever is in it, with a checksum that holds.
TEST_P(RawIndexTest, ReadsNothingBeyondTheEnd) {
  const std::string good = bytes();
  std::mt19937 random(4711);  // NOLINT: the same each time
  for (int i = 0; i < 2'000; ++i) {
    std::string bad = good.substr(0, good.size() - index_format::checksum_size);
    for (int flips = 0; flips < 3; ++flips)
      bad[8 + random() % (bad.size() - 8)] = static_cast<char>(random());
    bad.resize(bad.size() - random() % 2 * (random() % 64));
    write_text(file(), bad + index_format::checksum_of(bad));
    try {
      RawIndex index = RawIndex::read(file());
      index.put(entry_at("b/c", std::string(40, '1')));
      index.paths_below("b");
      index.changed_since(0);
      EXPECT_NE(file_of(index), "");
      index.settle();
      EXPECT_NE(file_of(index), "");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::repository_state);
    }
  }
}

TEST_P(RawIndexTest, ReadsOneWithoutChecksum) {
  std::string file_without = bytes();
  const std::string sum = file_without.substr(file_without.size() - index_format::checksum_size);
  file_without.replace(file_without.size() - sum.size(), sum.size(), sum.size(), '\0');
  write_text(file(), file_without);
  EXPECT_TRUE(file_of(RawIndex::read(file())).ends_with(sum));
}

TEST(RawIndex, OfNoFileIsEmpty) {
  const ScratchRepository empty;
  RawIndex index = RawIndex::read(empty.folder() / ".git/index");
  EXPECT_FALSE(index.find("a"));
  index.put(entry_at("a", empty.git({"hash-object", "-w", "--stdin"}).substr(0, 40)));
  write_text(empty.folder() / ".git/index", file_of(index));
  EXPECT_EQ(empty.git({"ls-files"}), "a");
}

INSTANTIATE_TEST_SUITE_P(Versions, RawIndexTest, testing::Values(2, 3, 4));

}  // namespace
}  // namespace sage::test
