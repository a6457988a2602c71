// merge ours|libgit2 tree|commit REPOSITORY BASE TIP RESULT…: merges each result (a commit made on
// BASE) onto TIP; with `commit` also writes the merged tree and a commit of it. Objects stay in
// memory on both sides: nothing is durable.
#include "repo/merge_trees.h"

#include <git2/sys/mempack.h>

#include <span>

#include "bench/measure.h"
#include "repo/commit.h"
#include "repo/git2_handles.h"
#include "repo/object_batch.h"

namespace {

using namespace sage;
using namespace sage::bench;

struct Contest {
  const Repository& repository;
  ObjectId base, tip;
  bool commits = false;
};

class Ours {
 public:
  explicit Ours(const Contest& contest)
      : contest_(contest),
        batch_(contest.repository),
        base_(contest.repository.tree_of(contest.base)),
        tip_(contest.repository.tree_of(contest.tip)) {}

  void merge(const ObjectId& result) {
    const auto merged =
        merge_trees(contest_.repository, base_, tip_, contest_.repository.tree_of(result));
    tree_ = std::get<Merged>(merged).tree;
    if (contest_.commits)
      write_commit(contest_.repository, {.tree = tree_,
                                         .parents = {contest_.tip},
                                         .message = "Merge\n",
                                         .author = {"Bench", "bench@example.org"},
                                         .committer = {"Bench", "bench@example.org"},
                                         .at = 1'700'000'000'000});
  }
  ObjectId tree() { return tree_; }

 private:
  const Contest& contest_;
  ObjectBatch batch_;
  ObjectId base_, tip_, tree_;
};

using Tree = Owned<git_tree, git_tree_free>;

class Libgit2 {
 public:
  explicit Libgit2(const Contest& contest)
      : raw_(contest.repository.raw()), commits_(contest.commits), tip_commit_(contest.tip) {
    git_odb_backend* memory = nullptr;
    database_ = make<Odb>("open the objects", git_repository_odb, raw_);
    check(git_mempack_new(&memory), "mempack");
    check(git_odb_add_backend(database_.get(), memory, 999), "mempack");
    base_ = tree_of(contest.base);
    tip_ = tree_of(contest.tip);
  }

  void merge(const ObjectId& result) {
    const Tree theirs = tree_of(result);
    merged_ =
        make<Index>("merge", git_merge_trees, raw_, base_.get(), tip_.get(), theirs.get(), nullptr);
    if (commits_) commit();
  }

  ObjectId tree() {
    git_oid tree;
    check(git_index_write_tree_to(&tree, merged_.get(), raw_), "write the tree");
    return from_git(tree);
  }

 private:
  Tree tree_of(const ObjectId& commit) {
    const Commit read = read_commit(raw_, commit);
    return make<Tree>("read a tree", git_commit_tree, read.get());
  }

  void commit() {
    const git_oid id = to_git(tree());
    git_oid made;
    const Tree written = make<Tree>("read a tree", git_tree_lookup, raw_, &id);
    const auto who = make<Signature>("sign", git_signature_new, "Bench", "bench@example.org",
                                     git_time_t{1'700'000'000}, 0);
    const Commit tip = read_commit(raw_, tip_commit_);
    const git_commit* parents[] = {tip.get()};
    check(git_commit_create(&made, raw_, nullptr, who.get(), who.get(), nullptr, "Merge\n",
                            written.get(), 1, parents),
          "commit");
  }

  git_repository* raw_;
  bool commits_;
  ObjectId tip_commit_;
  Odb database_;
  Tree base_, tip_;
  Index merged_;
};

template <class Side>
void contest(const Contest& contest, std::span<char*> results) {
  Side side(contest);
  for (const char* hex : results) {
    const ObjectId result = ObjectId::parse(hex).value();
    print_sample(milliseconds([&] { side.merge(result); }));
    print_fact("tree", side.tree().hex());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string side = argv[1], what = argv[2];
  const Repository repository = Repository::discover(argv[3]);
  const Contest given{repository, ObjectId::parse(argv[4]).value(),
                      ObjectId::parse(argv[5]).value(), what == "commit"};
  const std::span results(argv + 6, static_cast<std::size_t>(argc - 6));
  if (side == "ours")
    contest<Ours>(given, results);
  else
    contest<Libgit2>(given, results);
}
