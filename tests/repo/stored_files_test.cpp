#include "repo/stored_files.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "support/scratch_repository.h"

namespace sage {
namespace {

using test::ScratchRepository;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(StagedFiles, AreThoseOfGitsIndexAndNotOfTheFolder) {
  const ScratchRepository scratch;
  scratch.write("docs/a.md", "staged");
  scratch.git({"add", "--all"});
  scratch.write("docs/a.md", "changed");
  scratch.write("docs/b.md", "untracked");
  const Repository repository = Repository::discover(scratch.folder());
  const StagedFiles staged(repository.git_dir() / "index");
  EXPECT_EQ(staged.at("docs/a.md").mode, Mode::file);
  EXPECT_EQ(repository.blob(staged.at("docs/a.md").id), "staged");
  EXPECT_EQ(staged.at("docs/b.md").mode, Mode::none);
}

TEST(StagedFiles, KnowFoldersAndTheNamesInThem) {
  const ScratchRepository scratch;
  for (const char* path : {"a/b/c", "a/b/d", "a/bb", "a/e/f", "ab", "b"}) scratch.write(path, "");
  scratch.git({"add", "--all"});
  const StagedFiles staged(scratch.folder() / ".git" / "index");
  EXPECT_EQ(staged.at("a/b").mode, Mode::tree);
  EXPECT_EQ(staged.at("a/x").mode, Mode::none);
  EXPECT_THAT(staged.names_in("a"), ElementsAre("b", "bb", "e"));
  EXPECT_THAT(staged.names_in("x"), IsEmpty());
}

TEST(StagedFiles, AreNoneWhereNothingWasStagedYet) {
  const ScratchRepository scratch;
  const StagedFiles staged(scratch.folder() / ".git" / "index");
  EXPECT_EQ(staged.at("a").mode, Mode::none);
  EXPECT_THAT(staged.names_in("a"), IsEmpty());
}

TEST(StagedFiles, LeaveOutWhatIsInConflict) {
  const ScratchRepository scratch;
  scratch.write("a", "base");
  scratch.commit_all();
  scratch.git({"checkout", "-q", "-b", "other"});
  scratch.write("a", "theirs");
  scratch.commit_all();
  scratch.git({"checkout", "-q", "main"});
  scratch.write("a", "ours");
  scratch.commit_all();
  scratch.git_result({"merge", "-q", "other"}, 1);
  EXPECT_EQ(StagedFiles(scratch.folder() / ".git" / "index").at("a").mode, Mode::none);
}

TEST(StagedFiles, OfASplitIndexAreRefusedWithWhatToDo) {
  const ScratchRepository scratch;
  scratch.write("a", "");
  scratch.git({"add", "--all"});
  scratch.git({"update-index", "--split-index"});
  try {
    StagedFiles(scratch.folder() / ".git" / "index");
    ADD_FAILURE() << "read it";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::repository_state);
    EXPECT_THAT(error.hint(), testing::HasSubstr("--no-split-index"));
  }
}

TEST(NamesIn, AreThoseInAFolderOfATree) {
  const ScratchRepository scratch;
  for (const char* path : {"a/b", "a/c/d", "e"}) scratch.write(path, "");
  scratch.commit_all();
  const Repository repository = Repository::discover(scratch.folder());
  EXPECT_THAT(names_in(repository, scratch.tree(), "a"), ElementsAre("b", "c"));
  EXPECT_THAT(names_in(repository, scratch.tree(), "e"), IsEmpty());
  EXPECT_THAT(names_in(repository, scratch.tree(), "x"), IsEmpty());
}

TEST(ReadObjectsAlso, FindsWhatLiesApart) {
  const ScratchRepository scratch, other;
  other.write("a", "apart");
  other.commit_all();
  const Repository repository = Repository::discover(scratch.folder());
  const ObjectId id = other.id("HEAD:a");
  EXPECT_FALSE(repository.has_object(id));
  read_objects_also(repository, other.folder() / ".git" / "objects");
  EXPECT_EQ(repository.blob(id), "apart");
}

}  // namespace
}  // namespace sage
