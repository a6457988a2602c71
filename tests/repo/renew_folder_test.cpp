#include "repo/renew_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "os/file.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

const FolderContents wanted{{{"HEAD", "ref\n"}, {"refs/heads/a/b", "1234\n"}}, {"objects/pack"}};

class RenewFolder : public testing::Test {
 protected:
  RenewFolder() { renew(); }
  void renew() {
    const UniqueFd top{::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    renew_folder(top.get(), "x", wanted);
  }
  fs::path at(const std::string& path) const { return folder / "x" / path; }
  ino_t inode(const std::string& path) const {
    struct stat status {};
    EXPECT_EQ(::lstat(at(path).c_str(), &status), 0) << path;
    return status.st_ino;
  }
  std::vector<std::string> all() const {
    std::vector<std::string> paths;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "x"))
      paths.push_back(entry.path().lexically_relative(folder / "x"));
    return paths;
  }
  void expect_whole() const {
    EXPECT_THAT(all(), testing::UnorderedElementsAre("HEAD", "refs", "refs/heads", "refs/heads/a",
                                                     "refs/heads/a/b", "objects", "objects/pack"));
    EXPECT_EQ(read_file(at("HEAD")), "ref\n");
    EXPECT_EQ(read_file(at("refs/heads/a/b")), "1234\n");
    EXPECT_TRUE(fs::is_directory(fs::symlink_status(at("objects/pack"))));
  }

  test::TempFolder folder;
};

TEST_F(RenewFolder, MakesItFromNothing) { expect_whole(); }

TEST_F(RenewFolder, WhatMayStayKeepsItsInode) {
  const auto head = inode("HEAD"), refs = inode("refs"), pack = inode("objects/pack");
  replace_file(folder / "longer", "a good deal longer\n");
  fs::copy_file(folder / "longer", at("HEAD"), fs::copy_options::overwrite_existing);
  renew();
  expect_whole();
  EXPECT_EQ(inode("HEAD"), head);
  EXPECT_EQ(inode("refs"), refs);
  EXPECT_EQ(inode("objects/pack"), pack);
}

TEST_F(RenewFolder, WhatIsNotWantedGoes) {
  fs::create_directories(at("hooks/deep"));
  replace_file(at("hooks/deep/pre-commit"), "exit 1\n");
  replace_file(at("objects/pack/pack-1.pack"), "x");
  fs::create_symlink("HEAD", at("refs/link"));
  fs::permissions(at("hooks/deep"), fs::perms::none);
  fs::permissions(at("refs"), fs::perms::none);
  renew();
  expect_whole();
}

TEST_F(RenewFolder, AnEmptyFileIsNotTakenForAFullOne) {
  const UniqueFd top{::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  renew_folder(top.get(), "x", {{{"HEAD", ""}}, {}});
  EXPECT_EQ(read_file(at("HEAD")), "");
  EXPECT_EQ(all().size(), 1U);
}

TEST_F(RenewFolder, NothingIsWrittenThroughLinks) {
  const fs::path outside = folder / "outside";
  fs::create_directories(outside / "heads");
  replace_file(outside / "file", "mine\n");
  fs::remove_all(at("refs"));
  fs::create_directory_symlink(outside, at("refs"));
  fs::remove(at("HEAD"));
  fs::create_hard_link(outside / "file", at("HEAD"));
  renew();
  expect_whole();
  EXPECT_EQ(read_file(outside / "file"), "mine\n");
  EXPECT_TRUE(fs::is_empty(outside / "heads"));

  fs::remove_all(folder / "x");
  fs::create_directory_symlink(outside, folder / "x");
  renew();
  expect_whole();
  EXPECT_EQ(read_file(outside / "file"), "mine\n");
}

TEST_F(RenewFolder, AFolderMakesWayForAFileAndBack) {
  fs::remove(at("HEAD"));
  fs::create_directories(at("HEAD/below"));
  fs::remove_all(at("objects"));
  replace_file(at("objects"), "a file\n");
  renew();
  expect_whole();
}

}  // namespace
}  // namespace sage
