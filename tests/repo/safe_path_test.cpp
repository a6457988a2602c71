#include <gtest/gtest.h>

#include "repo/tree.h"

namespace sage {
namespace {

using namespace std::string_literals;

TEST(IsSafePath, AllowsOrdinaryAndOddNames) {
  for (const char* path :
       {"a",         "a/b/c",    ".gitignore", ".gitattributes", ".github/x", "git",    "x.git",
        "..a",       "a..",      "...",        "a/.b",           "git~2",     "agit~1", ".git-x",
        "new\nline", "\xff\xfe", "漢字/ä",     "a\\b",           "con",       ".giti",  ".gi",
        "~",         "a:b",      " .git"})
    EXPECT_TRUE(is_safe_path(path)) << path;
}

TEST(IsSafePath, RefusesWhatIsNotARelativePath) {
  for (const std::string& path : {""s, "/"s, "/a"s, "a/"s, "a//b"s, "."s, ".."s, "a/./b"s, "a/.."s,
                                  "../a"s, "a\0b"s, "..\\a"s, "a\\..\\b"s, "a\\."s})
    EXPECT_FALSE(is_safe_path(path)) << path;
}

TEST(IsSafePath, RefusesEverySpellingOfDotGit) {
  for (const char* path : {".git",
                           "a/.git",
                           ".git/config",
                           ".GIT",
                           ".Git/x",
                           "git~1",
                           "GIT~1/x",
                           ".git ",
                           ".git.",
                           ".git . .",
                           ".git::$INDEX_ALLOCATION",
                           ".git:stream",
                           "git~1 ",
                           "a\\.git\\config",
                           ".git\\config",
                           "a/b\\.GIT",
                           ".g\u200cit",
                           ".gi\u200dt/config",
                           "\u200e.git",
                           ".git\ufeff",
                           ".g\u202eit",
                           ".gi\u206at",
                           ".g\u206fit .",
                           "git\u200f~1"})
    EXPECT_FALSE(is_safe_path(path)) << path;
}

}  // namespace
}  // namespace sage
