// Refs are made, moved and removed while another git packs them over and over: `git pack-refs
// --prune` locks every ref for a moment, and removes folders that become empty.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "repo/commit.h"
#include "repo/results.h"
#include "support/scratch_repository.h"

namespace sage {
namespace {

/// A process that packs the refs of a repository until this goes.
class Packing {
 public:
  explicit Packing(const test::ScratchRepository& scratch)
      : stop_(scratch.outside() / "stop"), pid_(::fork()) {
    if (pid_ != 0) return;
    while (!fs::exists(stop_)) test::run_git(scratch.folder(), {"pack-refs", "--all", "--prune"});
    ::_exit(0);
  }
  ~Packing() {
    test::write_text(stop_, "");
    ::waitpid(pid_, nullptr, 0);
  }
  Packing(const Packing&) = delete;
  Packing& operator=(const Packing&) = delete;

 private:
  const fs::path stop_;
  const pid_t pid_;
};

TEST(PackRefs, AtTheSameTimeLosesNoRefAndStopsNobody) {
  const test::ScratchRepository scratch;
  const ObjectId one = scratch.commit_all("one"), two = scratch.commit_all("two");
  scratch.git({"branch", "deep/topic", one.hex()});
  const auto repository = Repository::discover(scratch.folder());
  const std::string topic = "refs/heads/deep/topic";
  const Packing packing(scratch);
  ObjectId from = one, to = two;
  for (int i = 0; i < 100; ++i) {
    const std::string ref = "refs/sage/results/T-" + std::to_string(i % 7) + "/1";
    pin_result(repository, ref, one);
    pin_candidate(repository, "T-1", from);
    ASSERT_EQ(repository.commit_of(ref), one) << i;
    std::variant<Swapped, TipMoved, RefBusy> swapped = RefBusy{};
    while (std::holds_alternative<RefBusy>(swapped))
      swapped = compare_and_swap(repository, topic, to, from, "test");
    ASSERT_TRUE(std::holds_alternative<Swapped>(swapped)) << i;
    ASSERT_EQ(scratch.id(topic), to) << i;
    std::swap(from, to);
    drop_pin(repository, ref);
    ASSERT_EQ(repository.commit_of(ref), std::nullopt) << i;
  }
}

}  // namespace
}  // namespace sage
