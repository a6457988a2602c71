#include "engine/target.h"

#include "support/error_of.h"
#include "support/scratch_repository.h"

namespace sage {
namespace {

using test::error_of;
using test::ScratchRepository;

class TargetTest : public testing::Test {
 public:
  TargetTest() {
    user.write("a", "a\n");
    head = user.commit_all();
  }
  Target target(const std::string& onto = "") {
    return choose_target(Repository::discover(user.folder()), onto);
  }
  /// The refusal, which must hold `words` in its message and `advice` in its hint.
  void expect_refused(const std::string& onto, const std::string& words,
                      const std::string& advice) {
    const Error error = error_of([&] { target(onto); });
    EXPECT_EQ(error.kind(), ErrorKind::repository_state);
    EXPECT_NE(error.message().find(words), std::string::npos) << error.message();
    EXPECT_NE(error.hint().find(advice), std::string::npos) << error.hint();
  }
  /// Two branches that change the same line; `side` is one, the current branch the other.
  void diverge() {
    user.git({"branch", "side"});
    user.write("a", "main\n");
    head = user.commit_all();
    user.git({"checkout", "--quiet", "side"});
    user.write("a", "side\n");
    user.commit_all();
    user.git({"checkout", "--quiet", "main"});
  }

  ScratchRepository user;
  ObjectId head;
};

TEST_F(TargetTest, IsTheCurrentBranch) {
  const Target found = target();
  EXPECT_EQ(found.ref, "refs/heads/main");
  EXPECT_EQ(found.start, head);
  EXPECT_TRUE(found.checked_out);
}

TEST_F(TargetTest, AnotherBranchIsNotCheckedOut) {
  user.git({"branch", "topic/x"});
  user.write("a", "more\n");
  user.commit_all();
  const Target found = target("topic/x");
  EXPECT_EQ(found.ref, "refs/heads/topic/x");
  EXPECT_EQ(found.start, head);
  EXPECT_FALSE(found.checked_out);
}

TEST_F(TargetTest, MissingBranchBeginsAtHead) {
  const Target found = target("topic");
  EXPECT_EQ(found.start, head);
  EXPECT_FALSE(found.checked_out);
}

TEST_F(TargetTest, OntoTheCurrentBranchIsTheCurrentBranch) {
  EXPECT_TRUE(target("main").checked_out);
}

TEST_F(TargetTest, UnbornBranchBeginsAtARootCommit) {
  user.git({"checkout", "--quiet", "--orphan", "unborn"});
  const Target found = target();
  EXPECT_EQ(found.ref, "refs/heads/unborn");
  EXPECT_TRUE(found.start.is_zero());
  EXPECT_TRUE(found.checked_out);
}

TEST_F(TargetTest, BareRepositoryChecksNothingOut) {
  user.git({"config", "core.bare", "true"});
  EXPECT_FALSE(choose_target(Repository::discover(user.folder() / ".git"), "").checked_out);
}

TEST_F(TargetTest, DetachedHeadNeedsOnto) {
  user.git({"checkout", "--quiet", "--detach"});
  expect_refused("", "HEAD is detached", "--onto");
  EXPECT_EQ(target("main").start, head);
}

TEST_F(TargetTest, NameThatIsNoBranchNameIsRefused) {
  expect_refused("a..b", "\"a..b\" is not a branch name", "");
  expect_refused("-x", "not a branch name", "");
  expect_refused("a\nb", "not a branch name", "");
}

TEST_F(TargetTest, BranchOfAnotherWorktreeIsRefused) {
  const auto other = (user.outside() / "other").string();
  user.git({"worktree", "add", "--quiet", other, "-b", "topic"});
  expect_refused("topic", other, "run sage-stream there");
}

TEST_F(TargetTest, MergeInProgressIsRefused) {
  diverge();
  user.git_result({"merge", "--quiet", "side"}, 1);
  expect_refused("", "middle of a merge", "finish or abort");
  EXPECT_FALSE(target("topic").checked_out) << "it does not touch the checkout";
}

TEST_F(TargetTest, RebaseInProgressIsRefusedForItsOwnBranch) {
  diverge();
  user.git_result({"rebase", "--quiet", "side"}, 1);
  expect_refused("", "middle of a rebase", "finish or abort");
  expect_refused("main", "middle of a rebase", "finish or abort");
  EXPECT_FALSE(target("topic").checked_out);
}

}  // namespace
}  // namespace sage
