// Merging, comparing and editing trees, by the number of files in them; three of them changed.
#include <benchmark/benchmark.h>

#include "bench/measure.h"
#include "repo/merge_trees.h"
#include "repo/object_batch.h"
#include "repo/tree.h"
#include "support/scratch_repository.h"

namespace {

using namespace sage;

/// Trees of so many files: one, and the same with three files changed on either side.
class Forest {
 public:
  explicit Forest(std::size_t files) : files_(files) {
    std::vector<TreeEdit> edits;
    for (std::size_t i = 0; i < files; ++i) edits.push_back(edit(i, "as it was\n"));
    base_ = edit_tree(repository_, repository_.tree_of({}), std::move(edits));
  }

  ObjectId changed(std::size_t first, const std::string& text) {
    std::vector<TreeEdit> edits;
    for (std::size_t i = 0; i < 3; ++i) edits.push_back(edit((first + i * 37) % files_, text));
    return edit_tree(repository_, base_, std::move(edits));
  }

  const Repository& repository() const { return repository_; }
  const ObjectId& base() const { return base_; }

 private:
  TreeEdit edit(std::size_t file, const std::string& text) {
    return {bench::path_of(file), {Mode::file, repository_.write_blob(text)}};
  }

  std::size_t files_;
  test::ScratchRepository scratch_;
  Repository repository_ = Repository::discover(scratch_.folder());
  ObjectBatch batch_{repository_};
  ObjectId base_;
};

void merge(benchmark::State& state) {
  Forest forest(static_cast<std::size_t>(state.range(0)));
  const ObjectId ours = forest.changed(0, "ours\n"), theirs = forest.changed(5, "theirs\n");
  for (auto _ : state)
    benchmark::DoNotOptimize(merge_trees(forest.repository(), forest.base(), ours, theirs));
}

void diff(benchmark::State& state) {
  Forest forest(static_cast<std::size_t>(state.range(0)));
  const ObjectId ours = forest.changed(0, "ours\n");
  for (auto _ : state)
    benchmark::DoNotOptimize(diff_trees(forest.repository(), forest.base(), ours));
}

void edit(benchmark::State& state) {
  Forest forest(static_cast<std::size_t>(state.range(0)));
  std::size_t round = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(forest.changed(++round, format("round {}\n", round)));
}

BENCHMARK(merge)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(diff)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(edit)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
