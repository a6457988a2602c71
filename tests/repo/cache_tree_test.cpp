#include "repo/cache_tree.h"

#include <gtest/gtest.h>

namespace sage::test {
namespace {

std::string node(const std::string& name, int entries, int folders) {
  return name + std::string(1, '\0') + std::to_string(entries) + " " + std::to_string(folders) +
         "\n" + (entries < 0 ? "" : std::string(20, static_cast<char>('A' + entries)));
}

/// The folders a, a/b, a-b and c.
std::string cache_tree(int root, int a, int a_b_below, int a_b, int c) {
  return node("", root, 3) + node("a", a, 1) + node("b", a_b_below, 0) + node("a-b", a_b, 0) +
         node("c", c, 0);
}

TEST(CacheTree, FoldersAboveWhatChangesAreInvalid) {
  const std::string before = cache_tree(9, 4, 2, 1, 3);
  EXPECT_EQ(invalidated_cache_tree(before, {}), before);
  EXPECT_EQ(invalidated_cache_tree(before, {"x"}), cache_tree(-1, 4, 2, 1, 3));
  EXPECT_EQ(invalidated_cache_tree(before, {"a-b/x", "a/x"}), cache_tree(-1, -1, 2, -1, 3));
  EXPECT_EQ(invalidated_cache_tree(before, {"a/b/x/y", "c/x"}), cache_tree(-1, -1, -1, 1, -1));
  EXPECT_EQ(invalidated_cache_tree(before, {"a", "b", "cx/y", "new/x"}),
            cache_tree(-1, 4, 2, 1, 3));
  const std::string invalid = cache_tree(-1, -1, 2, -1, 3);
  EXPECT_EQ(invalidated_cache_tree(invalid, {"c/x"}), cache_tree(-1, -1, 2, -1, -1));
}

TEST(CacheTree, OneThatIsNotWellFormedIsLeftToGit) {
  const std::string good = cache_tree(9, 4, 2, 1, 3);
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_EQ(invalidated_cache_tree(good.substr(0, size), {"a/x"}), "") << size;
  EXPECT_EQ(invalidated_cache_tree(good + "x", {}), "");
  EXPECT_EQ(invalidated_cache_tree(node("", 1, 0).replace(1, 1, "?"), {}), "");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += node("x", 1, 1);
  EXPECT_EQ(invalidated_cache_tree(deep, {"x/y"}), "");
}

}  // namespace
}  // namespace sage::test
