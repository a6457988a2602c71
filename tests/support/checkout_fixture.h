#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <optional>
#include <string>
#include <vector>

#include "repo/checkout_sync.h"
#include "repo/commit.h"
#include "support/scratch_repository.h"

namespace sage::test {

using Paths = std::vector<std::string>;

/// A checkout with a few files on main, and landings that move main by compare-and-swap.
class CheckoutFixture : public ::testing::Test {
 protected:
  CheckoutFixture() {
    scratch.write("a.txt", "one\n");
    scratch.write("dir/b.txt", "two\n");
    scratch.write("dir/deep/c.txt", "three\n");
    scratch.write("run.sh", "#!/bin/sh\n", true);
    scratch.link("link", "a.txt");
    scratch.commit_all("base");
  }

  TreeEdit put(const std::string& path, const std::string& text, Mode mode = Mode::file) {
    return {path, {mode, repository().write_blob(text)}};
  }
  static TreeEdit gone(const std::string& path) { return {path, {}}; }

  Repository& repository() {
    if (!opened_) opened_.emplace(Repository::discover(scratch.folder()));
    return *opened_;
  }

  std::vector<PathChange> changes(const std::vector<TreeEdit>& edits) {
    const ObjectId before = scratch.tree();
    return diff_trees(repository(), before, edit_tree(repository(), before, edits));
  }

  /// Lands the edits on main and brings the checkout along; gives what was left alone.
  Paths land(const std::vector<TreeEdit>& edits, const Paths& index_only = {}) {
    const ObjectId tip = scratch.id("HEAD");
    const Identity who{"Ada", "ada@example.com"};
    const ObjectId tree = edit_tree(repository(), scratch.tree(), edits);
    const ObjectId next = write_commit(repository(), {tree, {tip}, "landed\n", who, who, 1000});
    auto lock = CheckoutLock::try_take(repository(), memory);
    EXPECT_TRUE(lock);
    const auto moved = diff_trees(repository(), repository().tree_of(tip), tree);
    EXPECT_TRUE(std::holds_alternative<Swapped>(
        compare_and_swap(repository(), "refs/heads/main", next, tip, "landed")));
    return lock->sync(moved, index_only);
  }

  Paths edited(const std::vector<TreeEdit>& edits) {
    return CheckoutLock::try_take(repository(), memory)->edited(changes(edits));
  }

  mode_t mode_of(const std::string& path) const {
    struct stat status {};
    EXPECT_EQ(::lstat((scratch.folder() / path).c_str(), &status), 0) << path;
    return status.st_mode;
  }

  /// As git sees it: nothing differs between HEAD, index and files.
  void expect_clean() const {
    EXPECT_EQ(scratch.status(), "");
    EXPECT_EQ(scratch.git({"diff", "--cached", "--name-only", "HEAD"}), "");
    EXPECT_EQ(scratch.git({"ls-files", "--others"}), "") << "no temporary file stays";
    EXPECT_FALSE(fs::exists(scratch.folder() / ".git" / "index.lock"));
  }

  const ScratchRepository scratch;
  CheckoutMemory memory;

 private:
  std::optional<Repository> opened_;
};

}  // namespace sage::test
