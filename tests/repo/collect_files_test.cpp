#include "repo/collect_files.h"

#include <sys/stat.h>

#include "repo/tree.h"
#include "support/error_of.h"
#include "support/scratch_repository.h"

namespace sage {
namespace {

class CollectFiles : public testing::Test {
 public:
  CollectFiles() {
    scratch.write(".gitignore", "*.log\n");
    scratch.write("a", "a\n");
    scratch.write("gone", "gone\n");
    scratch.commit_all("base");
  }
  Repository repository() const { return Repository::discover(scratch.folder()); }
  std::vector<std::string> changed(const std::vector<std::string>& files) {
    const auto user = repository();
    std::vector<std::string> paths;
    for (const auto& change :
         diff_trees(user, scratch.tree(), tree_with_files(user, scratch.tree(), files)))
      paths.push_back(change.path);
    return paths;
  }
  std::string refusal(const std::string& file) {
    return test::error_of([&] { changed({file}); }).message();
  }

  test::ScratchRepository scratch;
};

using List = std::vector<std::string>;

TEST_F(CollectFiles, TakesWhatIsChangedNewOrGoneAndNothingElse) {
  scratch.write("a", "changed\n");
  scratch.write("folder/new", "new\n", true);
  scratch.write("other", "not asked for\n");
  scratch.remove("gone");
  scratch.link("link", "folder/new");
  EXPECT_EQ(changed({"a", "folder/new", "gone", "link"}),
            (List{"a", "folder/new", "gone", "link"}));
  const auto user = repository();
  const ObjectId tree = tree_with_files(user, scratch.tree(), {"a", "folder/new", "link"});
  EXPECT_EQ(user.blob(user.entry_at(tree, "a").id), "changed\n");
  EXPECT_EQ(user.entry_at(tree, "folder/new").mode, Mode::executable);
  EXPECT_EQ(user.entry_at(tree, "link").mode, Mode::link);
}

TEST_F(CollectFiles, ConvertsAsGitWould) {
  scratch.write(".gitattributes", "*.txt text eol=crlf\n");
  scratch.write("b.txt", "one\r\ntwo\r\n");
  const auto user = repository();
  const ObjectId tree = tree_with_files(user, scratch.tree(), {"b.txt"});
  EXPECT_EQ(user.blob(user.entry_at(tree, "b.txt").id), "one\ntwo\n");
}

TEST_F(CollectFiles, RefusesWhatMustNotComeInThisWay) {
  scratch.write("debug.log", "x");
  scratch.write("folder/file", "x");
  scratch.link("out", "../../etc/passwd");
  scratch.link("absolute", "/etc/passwd");
  scratch.link("way", "folder");
  scratch.write(".sage/config.json", "{}");
  ::mkfifo((scratch.folder() / "fifo").c_str(), 0600);
  EXPECT_NE(refusal("debug.log").find("ignores"), std::string::npos);
  EXPECT_NE(refusal("folder").find("a folder"), std::string::npos);
  EXPECT_NE(refusal("out").find("leads out"), std::string::npos);
  EXPECT_NE(refusal("absolute").find("leads out"), std::string::npos);
  EXPECT_NE(refusal("way/file").find("behind a link"), std::string::npos);
  EXPECT_NE(refusal("nowhere").find("not there"), std::string::npos);
  EXPECT_NE(refusal("fifo").find("neither"), std::string::npos);
  for (const char* path : {".sage/config.json", ".SAGE/x", ".git/config", "folder/.GIT/x", "../x",
                           "/etc/passwd", "", ".gitmodules"})
    EXPECT_NE(refusal(path), "") << path;
}

TEST_F(CollectFiles, RefusesWhatNeedsAProgram) {
  scratch.write(".gitattributes", "*.bin filter=lfs\n");
  scratch.write("x.bin", "x");
  EXPECT_NE(refusal("x.bin").find("filter=lfs"), std::string::npos);
}

}  // namespace
}  // namespace sage
