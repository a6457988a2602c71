// workspace REPOSITORY ROOT plain|overlay: a worker's workspace, told by lines on stdin what to do;
// answers each with the milliseconds it took and what came of it.
//   prepare COMMIT   ->  ms FOLDER
//   collect          ->  ms TREE
// Where there can be no such workspace: "absent" and why.
#include "repo/workspace.h"

#include <iostream>

#include "bench/measure.h"
#include "repo/object_batch.h"

namespace {

using namespace sage;
using namespace sage::bench;

void answer(double ms, const std::string& what) {
  std::printf("%.6f %s\n", ms, what.c_str());
  std::fflush(stdout);
}

void prepare(Workspace& workspace, const ObjectId& commit) {
  const double took = milliseconds([&] {
    if (workspace.prepare(commit, "sage/bench", false)) workspace.mark_set_up("");
  });
  answer(took, workspace.folder().string());
}

/// As a worker does it: durably, in one pack.
void collect(const Repository& repository, Workspace& workspace) {
  Collected collected;
  const double took = milliseconds([&] {
    ObjectBatch batch(repository);
    collected = workspace.collect({});
    batch.flush();
  });
  require(collected.refused.empty(), collected.refused);
  answer(took, collected.tree.hex());
}

}  // namespace

int main(int, char** argv) {
  const Repository repository = Repository::discover(argv[1]);
  if (std::string(argv[3]) != "plain") {
    std::puts("absent its mount is the worker's own: not measured yet");
    return 0;
  }
  const auto workspace = open_workspace(repository, argv[2]);
  for (std::string word, commit; std::cin >> word;) {
    if (word == "prepare" && std::cin >> commit)
      prepare(*workspace, ObjectId::parse(commit).value());
    else
      collect(repository, *workspace);
  }
}
