#include "worker/streams_own.h"

#include <gtest/gtest.h>

namespace sage {
namespace {

TEST(IsStreamsOwn, AllUnderItsFolderInAnyCase) {
  for (const char* path :
       {".sage", ".sage/config.json", ".sage/.gitignore", ".sage/commit-queue/1-B.json",
        ".sage/runs/2099/journal.ndjson", ".SAGE/config.json", ".Sage", ".sage/tickets",
        ".sage/Tickets/plan.md", ".sagE/tickets/plan.md"})
    EXPECT_TRUE(is_streams_own(path)) << path;
}

TEST(IsStreamsOwn, DocumentsBesideTheIndexAreNot) {
  for (const char* path : {".sage/tickets/plan.md", ".sage/tickets/A-1/notes.md",
                           ".sage/tickets/index.json.md", ".sage/tickets/.gitignore.md"})
    EXPECT_FALSE(is_streams_own(path)) << path;
  for (const char* path :
       {".sage/tickets/index.json", ".sage/tickets/INDEX.json", ".sage/tickets/index.json/x",
        ".sage/tickets/.gitignore", ".sage/tickets/A-1/.GitAttributes"})
    EXPECT_TRUE(is_streams_own(path)) << path;
}

TEST(IsStreamsOwn, NothingElseIs) {
  for (const char* path : {".gitignore", "a", "a/.sage/config.json", ".sages/x", ".sage-docs", ""})
    EXPECT_FALSE(is_streams_own(path)) << path;
}

}  // namespace
}  // namespace sage
