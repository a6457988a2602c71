// git's index format, read and written: the git program is the judge.

#include "repo/index_entries.h"

#include <gtest/gtest.h>

#include <random>

#include "os/file.h"
#include "support/scratch_repository.h"

namespace sage::test {
namespace {

class IndexEntriesTest : public testing::Test {
 public:
  ScratchRepository user;
  fs::path file() const { return user.folder() / ".git/index"; }
  std::string bytes() const { return read_text(file()); }
  std::string staged() const { return user.git({"ls-files", "--stage", "--debug"}); }
  void stage_some() const {
    for (const char* path : {"a", "a-b", "a/b",
                             "z/long/"
                             "name",
                             "\xff odd\n"})
      if (std::string(path) != "a") user.write(path, path);
    user.write(std::string(300, 'n'), "a long name\n", true);
    user.link("link", "a");
    user.git({"add", "--all"});
  }
};

std::vector<std::string> paths_of(const IndexEntries& entries) {
  std::vector<std::string> paths;
  for (const auto* entry : entries.all()) paths.emplace_back(entry->path);
  return paths;
}

git_index_entry entry_at(const char* path, std::uint32_t size) {
  git_index_entry entry{};
  entry.path = path;
  entry.mode = 0100644;
  entry.file_size = size;
  entry.mtime = {-1, 999'999'999};
  return entry;
}

TEST_F(IndexEntriesTest, WritesWhatGitReads) {
  stage_some();
  const std::string before = staged();
  write_text(file(), IndexEntries(bytes()).file());
  EXPECT_EQ(staged(), before);
  EXPECT_EQ(IndexEntries(bytes()).file(), bytes());
}

TEST_F(IndexEntriesTest, KnowsFilesAndFolders) {
  stage_some();
  const IndexEntries entries(bytes());
  ASSERT_NE(entries.find("a/b"), nullptr);
  EXPECT_EQ(entries.find("a/b")->file_size, 3U);
  EXPECT_EQ(entries.find("a"), nullptr);
  EXPECT_EQ(entries.find("zz"), nullptr);
  EXPECT_TRUE(entries.holds_below("a"));
  EXPECT_TRUE(entries.holds_below("z/long"));
  EXPECT_FALSE(entries.holds_below("a-b"));
  EXPECT_FALSE(entries.holds_below("link"));
}

TEST(IndexEntries, StaySortedWhateverIsPutAndDropped) {
  IndexEntries entries;
  for (const char* path : {"b", "d", "a", "c", "a/x", "a-x"}) entries.put(entry_at(path, 1));
  entries.put(entry_at("b", 2));
  EXPECT_EQ(paths_of(entries), (std::vector<std::string>{"a", "a-x", "a/x", "b", "c", "d"}));
  EXPECT_EQ(entries.find("b")->file_size, 2U);
  EXPECT_TRUE(entries.drop("a-x"));
  EXPECT_FALSE(entries.drop("a-x"));
  EXPECT_FALSE(entries.drop("zz"));
  const IndexEntries read(entries.file());
  EXPECT_EQ(paths_of(read), (std::vector<std::string>{"a", "a/x", "b", "c", "d"}));
  EXPECT_EQ(read.find("c")->mtime.seconds, -1);
  EXPECT_EQ(read.find("c")->mtime.nanoseconds, 999'999'999U);
}

TEST(IndexEntries, WhatWasReadAndChangedIsWrittenAsIfMadeAnew) {
  std::mt19937 random(3);
  const auto path = [&] {
    return std::string(1 + random() % 12, static_cast<char>('a' + random() % 26));
  };
  IndexEntries entries;
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 20; ++i)
      entries.put(entry_at(path().c_str(), static_cast<std::uint32_t>(random())));
    for (int i = 0; i < 5; ++i) entries.drop(path());
    IndexEntries anew;
    for (const auto* entry : entries.all()) anew.put(*entry);
    ASSERT_EQ(entries.file(), anew.file()) << round;
    entries = IndexEntries(entries.file());
    ASSERT_EQ(entries.file(), anew.file()) << round;
  }
}

TEST(IndexEntries, ARoundTripOfNothing) {
  EXPECT_TRUE(IndexEntries(IndexEntries().file()).all().empty());
}

TEST_F(IndexEntriesTest, RefuseWhatIsNotWhole) {
  stage_some();
  const std::string good = bytes();
  for (std::size_t size = 0; size < good.size(); size += 7)
    EXPECT_THROW(IndexEntries(good.substr(0, size)), Error) << size;
  for (std::size_t at = 0; at < good.size(); at += 11) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_THROW(IndexEntries{bad}, Error) << at;
  }
  user.git({"update-index", "--index-version", "4"});
  EXPECT_THROW(IndexEntries{bytes()}, Error);
}

}  // namespace
}  // namespace sage::test
