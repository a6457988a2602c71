// What is remembered of git's index, and when it is not believed.

#include "repo/known_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <optional>

#include "repo/index_format.h"
#include "support/scratch_repository.h"

namespace sage::test {
namespace {

class KnownIndexTest : public testing::Test {
 protected:
  KnownIndexTest() {
    user.write("a", "a");
    user.commit_all();
    known.emplace(file());
  }
  fs::path file() const { return user.folder() / ".git/index"; }
  RawIndex& put(const char* path) {
    git_index_entry entry{};
    entry.path = path;
    entry.mode = 0100644;
    RawIndex& index = known->read();
    index.put(entry);
    return index;
  }
  bool holds(const char* path) { return known->read().find(path).has_value(); }

  /// An entry that is not written, nor a change that is left to be written: whoever finds it has
  /// not read the file.
  void mark_in_memory() { EXPECT_TRUE(put("mark").settle()); }

  const ScratchRepository user;
  std::optional<KnownIndex> known;
};

TEST_F(KnownIndexTest, ReadsAgainWhatOthersWrote) {
  EXPECT_TRUE(holds("a"));
  EXPECT_FALSE(holds("b"));
  user.write("b", "b");
  user.git({"add", "b"});
  EXPECT_TRUE(holds("b"));
  fs::remove(file());
  EXPECT_FALSE(holds("a"));
}

TEST_F(KnownIndexTest, KnowsWhatItWrote) {
  put("new");
  known->write();
  EXPECT_EQ(known->stamp(), stamp_of(file()));
  EXPECT_TRUE(RawIndex::read(file()).find("new"));
  mark_in_memory();
  EXPECT_TRUE(holds("new"));
  EXPECT_TRUE(holds("mark"));
}

/// By this process until now, with whatever calls.
std::uint64_t bytes_read() {
  const std::string text = read_file("/proc/self/io").value_or("rchar: 0");
  return std::stoull(text.substr(text.find(' ')));
}

TEST_F(KnownIndexTest, ReadsOnlyTheEndOfWhatItWrote) {
  put(std::string(100'000, 'x').c_str());
  known->write();
  const std::uint64_t before = bytes_read();
  known->read();
  const std::uint64_t after = bytes_read();
  if (after == before) GTEST_SKIP() << "the system does not count what is read";
  EXPECT_LT(after - before, 10'000U);
}

TEST_F(KnownIndexTest, ForgetsChangesThatWereNotWritten) {
  put("new");
  EXPECT_FALSE(holds("new"));
}

TEST_F(KnownIndexTest, KnowsNothingAfterAWriteThatFailed) {
  put("new");
  fs::rename(file(), user.outside() / "index");
  fs::create_directory(file());
  EXPECT_THROW(known->write(), Error);
  fs::remove(file());
  fs::rename(user.outside() / "index", file());
  EXPECT_FALSE(holds("new"));
  EXPECT_TRUE(holds("a"));
}

TEST_F(KnownIndexTest, IsNotReadAgainAsLongAsItIsAsItWas) {
  mark_in_memory();
  EXPECT_TRUE(holds("mark"));
  user.git({"update-index", "--force-write-index"});
  EXPECT_FALSE(holds("mark"));
}

TEST_F(KnownIndexTest, IsReadAgainWhereGitWritesNoChecksum) {
  std::string text = read_text(file());
  text.replace(text.size() - index_format::checksum_size, std::string::npos,
               std::string(index_format::checksum_size, '\0'));
  write_text(file(), text);
  mark_in_memory();
  EXPECT_FALSE(holds("mark"));
}

/// A store into a mapped page that is dirty already does not touch the times of its file (until
/// the page is written back, which is why it may take more than one attempt).
TEST_F(KnownIndexTest, IsReadAgainWhereOnlyTheChecksumTells) {
  const std::string with_a = read_text(file());
  user.git({"mv", "a", "b"});
  user.commit_all();
  const std::string with_b = read_text(file());
  ASSERT_EQ(with_a.size(), with_b.size());
  namespace ipc = boost::interprocess;
  const ipc::mapped_region mapped(ipc::file_mapping(file().c_str(), ipc::read_write),
                                  ipc::read_write);
  const auto store = [&](const std::string& text) {
    std::ranges::copy(text, static_cast<char*>(mapped.get_address()));
    return stamp_of(file());
  };
  bool is_same_stamp = false;
  for (int attempt = 0; attempt < 100 && !is_same_stamp; ++attempt) {
    const FileStamp before = store(with_a);
    ASSERT_TRUE(holds("a"));
    is_same_stamp = store(with_b) == before;
    EXPECT_TRUE(holds("b"));
  }
  EXPECT_TRUE(is_same_stamp);
}

}  // namespace
}  // namespace sage::test
