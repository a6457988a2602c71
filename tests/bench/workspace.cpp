// workspace REPOSITORY ROOT plain|overlay: a worker's workspace, told by lines on stdin what to do;
// answers each with the milliseconds it took and what came of it.
//   prepare COMMIT   ->  ms FOLDER
//   collect          ->  ms TREE
//   run COMMAND      ->  ms and the first line that the shell prints, in the workspace
// Where there can be no such workspace: "absent" and why. An overlay's mount is seen by this
// process and what it starts; others get there by /proc/<its pid>/root, but a git there would not
// know where it is.
#include "repo/workspace.h"

#include <unistd.h>

#include <iostream>

#include "bench/measure.h"
#include "os/process.h"
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

void run(const Workspace& workspace, const std::string& command) {
  Captured ran;
  const double took = milliseconds([&] {
    SpawnRequest request;
    request.argv = {"sh", "-c", command};
    request.folder = workspace.folder();
    for (char** variable = environ; *variable; ++variable)
      request.environment.emplace_back(*variable);
    ran = run_captured(std::move(request));
  });
  require(ran.status.ok(), command + ": " + ran.err);
  answer(took, ran.out.substr(0, ran.out.find('\n')));
}

void serve(const Repository& repository, Workspace& workspace) {
  for (std::string word, rest; std::cin >> word && std::getline(std::cin >> std::ws, rest);)
    if (word == "prepare")
      prepare(workspace, ObjectId::parse(rest).value());
    else if (word == "run")
      run(workspace, rest);
    else
      collect(repository, workspace);
}

}  // namespace

int main(int, char** argv) {
  const Repository repository = Repository::discover(argv[1]);
  const Backend backend = std::string(argv[3]) == "overlay" ? Backend::overlay : Backend::plain;
  const fs::path root = argv[2];
  const std::string why_not =
      backend == Backend::overlay ? why_no_overlay_workspaces(root) : std::string();
  if (!why_not.empty()) {
    std::printf("absent %s\n", why_not.c_str());
    return 0;
  }
  serve(repository, *open_workspace(repository, root, backend));
}
