#include "repo/repository.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"
#include "support/scratch_repository.h"

namespace sage {
namespace {

using test::run_git;
using test::ScratchRepository;

/// The refusal that opening `folder` must end in.
Error refusal(const fs::path& folder) {
  try {
    Repository::discover(folder);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::repository_state);
    EXPECT_EQ(error.message().find('\n'), std::string::npos);
    return error;
  }
  ADD_FAILURE() << folder << " was opened";
  return Error(ErrorKind::internal, "");
}

TEST(Discover, FindsTheRepositoryFromAFolderInside) {
  const ScratchRepository scratch;
  scratch.write("deep/er/file", "x");
  const auto repository = Repository::discover(scratch.folder() / "deep" / "er");
  EXPECT_EQ(repository.checkout(), scratch.folder());
  EXPECT_EQ(repository.git_dir(), scratch.folder() / ".git");
  EXPECT_EQ(repository.common_dir(), scratch.folder() / ".git");
  EXPECT_FALSE(repository.is_bare());
}

TEST(Discover, SaysThatThereIsNoRepository) {
  const test::TempFolder empty;
  const Error error = refusal(empty.path());
  EXPECT_NE(error.message().find("not inside a git repository"), std::string::npos);
  EXPECT_FALSE(error.hint().empty());
}

TEST(Discover, RefusesOtherHashes) {
  const ScratchRepository scratch({"--object-format=sha256"});
  const Error error = refusal(scratch.folder());
  EXPECT_NE(error.message().find("sha256"), std::string::npos);
  EXPECT_FALSE(error.hint().empty());
}

TEST(Discover, RefusesReftables) {
  const ScratchRepository scratch;
  scratch.git({"config", "core.repositoryFormatVersion", "1"});
  scratch.git({"config", "extensions.refStorage", "reftable"});
  EXPECT_NE(refusal(scratch.folder()).message().find("reftable"), std::string::npos);
}

TEST(Discover, RefusesPartialClones) {
  const ScratchRepository source;
  source.commit_all();
  source.git({"config", "uploadpack.allowFilter", "true"});
  const fs::path clone = source.outside() / "clone";
  ASSERT_EQ(run_git(source.outside(), {"clone", "--quiet", "--filter=blob:none", "--no-local",
                                       source.folder().string(), clone.string()})
                .status,
            0);
  EXPECT_NE(refusal(clone).message().find("partial clone"), std::string::npos);
}

TEST(Discover, RefusesUnknownExtensionsWithTheirName) {
  const ScratchRepository scratch;
  scratch.git({"config", "core.repositoryFormatVersion", "1"});
  ASSERT_EQ(run_git(scratch.outside(),
                    {"config", "--file", (scratch.folder() / ".git" / "config").string(),
                     "extensions.fromTheFuture", "true"})
                .status,
            0);
  EXPECT_NE(refusal(scratch.folder()).message().find("fromthefuture"), std::string::npos);
}

TEST(Discover, ExplainsSafeDirectoryForAForeignOwner) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  const ScratchRepository scratch;
  ASSERT_EQ(::chown(scratch.folder().c_str(), 12345, 12345), 0);
  ASSERT_EQ(::chown((scratch.folder() / ".git").c_str(), 12345, 12345), 0);
  EXPECT_NE(refusal(scratch.folder()).hint().find("safe.directory"), std::string::npos);
}

TEST(Discover, ReadsTheConfigurationOfOneWorktree) {
  const ScratchRepository scratch;
  scratch.git({"config", "extensions.worktreeConfig", "true"});
  scratch.git({"config", "--worktree", "user.name", "Only Here"});
  EXPECT_EQ(Repository::discover(scratch.folder()).identity().name, "Only Here");
}

TEST(Discover, OpensBareRepositories) {
  const ScratchRepository scratch({"--bare"});
  const auto repository = Repository::discover(scratch.folder());
  EXPECT_TRUE(repository.is_bare());
  EXPECT_EQ(repository.checkout(), fs::path());
  EXPECT_EQ(repository.head_branch(), "refs/heads/main");
  EXPECT_FALSE(repository.is_ignored("file"));
}

TEST(Discover, OpensShallowClones) {
  const ScratchRepository source;
  source.commit_all("one");
  source.commit_all("two");
  const fs::path clone = source.outside() / "clone";
  ASSERT_EQ(run_git(source.outside(), {"clone", "--quiet", "--depth=1",
                                       "file://" + source.folder().string(), clone.string()})
                .status,
            0);
  EXPECT_EQ(Repository::discover(clone).commit_of("HEAD"), source.id("HEAD"));
}

TEST(Worktrees, KnowTheirOwnFolderAndWhereABranchIsCheckedOut) {
  const ScratchRepository scratch;
  scratch.commit_all();
  const fs::path other = scratch.outside() / "other";
  scratch.git({"worktree", "add", "--quiet", "-b", "side", other.string()});

  const auto main = Repository::discover(scratch.folder());
  EXPECT_EQ(main.checked_out_elsewhere("refs/heads/side"), other);
  EXPECT_EQ(main.checked_out_elsewhere("refs/heads/main"), std::nullopt);

  const auto linked = Repository::discover(other);
  EXPECT_EQ(linked.checkout(), other);
  EXPECT_EQ(linked.common_dir(), scratch.folder() / ".git");
  EXPECT_EQ(linked.head_branch(), "refs/heads/side");
  EXPECT_EQ(linked.checked_out_elsewhere("refs/heads/main"), scratch.folder());
  EXPECT_EQ(linked.checked_out_elsewhere("refs/heads/side"), std::nullopt);

  fs::remove_all(other);
  EXPECT_EQ(main.checked_out_elsewhere("refs/heads/side"), std::nullopt) << "deleted by hand";
}

TEST(Worktrees, OfABareRepositoryHaveACheckout) {
  const ScratchRepository source;
  source.commit_all();
  const fs::path bare = source.outside() / "bare", tree = source.outside() / "tree";
  ASSERT_EQ(run_git(source.outside(),
                    {"clone", "--quiet", "--bare", source.folder().string(), bare.string()})
                .status,
            0);
  ASSERT_EQ(run_git(bare, {"worktree", "add", "--quiet", "-b", "side", tree.string()}).status, 0);
  const auto repository = Repository::discover(tree);
  EXPECT_FALSE(repository.is_bare());
  EXPECT_EQ(repository.checkout(), tree);
  EXPECT_EQ(repository.checked_out_elsewhere("refs/heads/main"), std::nullopt) << "bare: nowhere";
}

TEST(Head, IsABranchBornOrNotOrDetached) {
  const ScratchRepository scratch;
  EXPECT_EQ(Repository::discover(scratch.folder()).head_branch(), "refs/heads/main");
  EXPECT_EQ(Repository::discover(scratch.folder()).commit_of("HEAD"), std::nullopt);
  scratch.commit_all();
  scratch.git({"checkout", "--quiet", "--detach"});
  EXPECT_EQ(Repository::discover(scratch.folder()).head_branch(), std::nullopt);
}

TEST(OperationInProgress, NamesMergeAndRebase) {
  const ScratchRepository scratch;
  scratch.write("file", "one\n");
  scratch.commit_all();
  scratch.git({"checkout", "--quiet", "-b", "side"});
  scratch.write("file", "side\n");
  scratch.commit_all();
  scratch.git({"checkout", "--quiet", "main"});
  scratch.write("file", "main\n");
  scratch.commit_all();
  const auto repository = Repository::discover(scratch.folder());
  EXPECT_EQ(repository.operation_in_progress(), "");
  scratch.git_result({"merge", "--quiet", "side"}, 1);
  EXPECT_EQ(repository.operation_in_progress(), "merge");
  scratch.git({"merge", "--abort"});
  scratch.git_result({"rebase", "--quiet", "side"}, 1);
  EXPECT_EQ(repository.operation_in_progress(), "rebase");
  EXPECT_EQ(repository.head_branch(), std::nullopt);
}

TEST(Commits, AreFoundByRefAndRevision) {
  const ScratchRepository scratch;
  const ObjectId first = scratch.commit_all("first\n\nbody");
  const ObjectId second = scratch.commit_all("second");
  scratch.git({"tag", "-a", "-m", "a tag", "v1", "main~1"});
  const auto repository = Repository::discover(scratch.folder());
  EXPECT_EQ(repository.commit_of("refs/heads/main"), second);
  EXPECT_EQ(repository.commit_of("main~1"), first);
  EXPECT_EQ(repository.commit_of("v1"), first) << "an annotated tag is peeled";
  EXPECT_EQ(repository.commit_of("refs/heads/none"), std::nullopt);
  EXPECT_EQ(repository.commit_of("no such thing"), std::nullopt);
  EXPECT_EQ(repository.commit_of(""), std::nullopt);
  EXPECT_EQ(repository.parents_of(second), std::vector{first});
  EXPECT_EQ(repository.message_of(first), "first\n\nbody\n");
  EXPECT_TRUE(repository.is_ancestor(first, second));
  EXPECT_TRUE(repository.is_ancestor(second, second));
  EXPECT_FALSE(repository.is_ancestor(second, first));
}

TEST(Commits, MadeByOthersAfterOpeningAreSeen) {
  const ScratchRepository scratch;
  const auto repository = Repository::discover(scratch.folder());
  const ObjectId commit = scratch.commit_all();
  EXPECT_TRUE(repository.has_object(commit));
  scratch.git({"gc", "--quiet"});
  EXPECT_EQ(repository.commit_of("refs/heads/main"), commit);
  EXPECT_EQ(repository.tree_of(commit), scratch.tree());
}

TEST(Commits, ThatAreMissingAreAnError) {
  const ScratchRepository scratch;
  const auto repository = Repository::discover(scratch.folder());
  const auto missing = *ObjectId::parse("1234567890123456789012345678901234567890");
  EXPECT_FALSE(repository.has_object(missing));
  EXPECT_THROW(repository.tree_of(missing), Error);
  EXPECT_THROW(repository.blob(missing), Error);
}

TEST(TreeOf, ZeroIsTheEmptyTree) {
  const ScratchRepository scratch;
  const auto repository = Repository::discover(scratch.folder());
  EXPECT_EQ(repository.tree_of({}), *ObjectId::parse(scratch.git({"mktree"})));
}

TEST(EntryAt, KnowsEveryKindOfEntry) {
  const ScratchRepository scratch;
  scratch.write("a/b/file", "text");
  scratch.write("a/run", "#!/bin/sh\n", true);
  scratch.link("a/link", "run");
  scratch.commit_all();
  const auto repository = Repository::discover(scratch.folder());
  const ObjectId tree = scratch.tree();
  const TreeEntry file = repository.entry_at(tree, "a/b/file");
  EXPECT_EQ(file.mode, Mode::file);
  EXPECT_EQ(repository.blob(file.id), "text");
  EXPECT_EQ(repository.entry_at(tree, "a/run").mode, Mode::executable);
  EXPECT_EQ(repository.entry_at(tree, "a/link").mode, Mode::link);
  EXPECT_EQ(repository.entry_at(tree, "a"), (TreeEntry{Mode::tree, scratch.id("HEAD:a")}));
  EXPECT_EQ(repository.entry_at(tree, "a/b/file/x").mode, Mode::none);
  EXPECT_EQ(repository.entry_at(tree, "a/none").mode, Mode::none);
}

TEST(Blobs, AreWrittenAsGitDoes) {
  const ScratchRepository scratch;
  const auto repository = Repository::discover(scratch.folder());
  const std::string binary("\0\r\n\xff", 4);
  const ObjectId id = repository.write_blob(binary);
  EXPECT_EQ(repository.blob(id), binary);
  EXPECT_EQ(scratch.git({"cat-file", "-t", id.hex()}), "blob");
}

TEST(Identity, MissingSaysHowToSetIt) {
  const ScratchRepository scratch;
  EXPECT_EQ(Repository::discover(scratch.folder()).identity().email, "ada@example.com");
  scratch.git({"config", "--unset", "user.email"});
  const auto repository = Repository::discover(scratch.folder());
  try {
    repository.identity();
    FAIL() << "an identity without email";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::repository_state);
    EXPECT_NE(error.hint().find("user.email"), std::string::npos);
  }
}

TEST(IsIgnored, FollowsGitignoreAndExcludes) {
  const ScratchRepository scratch;
  scratch.write(".gitignore", "*.log\n!keep.log\n");
  scratch.write(".git/info/exclude", "/private/\n");
  const auto repository = Repository::discover(scratch.folder());
  EXPECT_TRUE(repository.is_ignored("deep/x.log"));
  EXPECT_FALSE(repository.is_ignored("keep.log"));
  EXPECT_TRUE(repository.is_ignored("private/file"));
  EXPECT_FALSE(repository.is_ignored("file"));
}

}  // namespace
}  // namespace sage
