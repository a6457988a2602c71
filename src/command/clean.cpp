#include <algorithm>
#include <cstdio>
#include <set>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "repo/commit.h"
#include "repo/results.h"
#include "repo/workspace.h"
#include "run/journal.h"
#include "run/run_state.h"
#include "stream.h"

namespace sage {
namespace {

/// Drops the pins of results that the branch holds; gives the others.
std::vector<std::string> drop_landed_pins(const Repository& repository, const ObjectId& tip,
                                          std::size_t& dropped) {
  std::vector<std::string> kept;
  for (const auto& pin : list_pins(repository)) {
    const auto parents = repository.parents_of(pin.commit);
    const ObjectId base = parents.empty() ? ObjectId{} : parents.front();
    if (!tip.is_zero() && find_landing(repository, tip, base, pin.commit)) {
      drop_pin(repository, pin.ref);
      ++dropped;
    } else {
      kept.push_back(pin.ref);
    }
  }
  return kept;
}

/// Removes the runs before the newest on their branch that ended with all recorded: it had
/// recovered what came before it, and is what `status` tells about.
std::size_t remove_old_runs(const Layout& layout) {
  const auto runs = list_runs(layout.runs());
  std::set<std::string> ended;  // branches
  std::size_t removed = 0;
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    const RunState state = fold(read_journal(layout.journal(*run)));
    const bool has_ended =
        state.run.worker_limit > 0 && state.finished && state.finished->all_recorded;
    if (ended.contains(state.run.branch)) {
      remove_tree(layout.run(*run));
      ++removed;
    } else if (has_ended) {
      ended.insert(state.run.branch);
    }
  }
  return removed;
}

}  // namespace

int clean_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const auto locks = take_stream_lock(session, options.command_line);
  const Target target = choose_target(session.repository, session.settings.onto);
  const ObjectId tip = session.repository.commit_of(target.ref).value_or(ObjectId{});
  std::size_t dropped = 0;
  const auto kept = drop_landed_pins(session.repository, tip, dropped);
  const std::size_t runs = remove_old_runs(session.layout);
  remove_tree(session.layout.queue_archive());
  const fs::path root = workspaces_of(app, session);
  auto workspaces = remove_workspaces(root);
  const auto gate = remove_workspaces(gate_workspaces_root(root));
  workspaces.removed += gate.removed;
  workspaces.in_use += gate.in_use;
  fmt::print("removed {}, {}, {}\n", counted(workspaces.removed, "workspace"), counted(runs, "run"),
             counted(dropped, "pin"));
  if (workspaces.in_use > 0)
    fmt::print("left {} in use\n", counted(workspaces.in_use, "workspace"));
  if (!kept.empty()) fmt::print("kept results that have not landed: {}\n", listing(kept));
  return exit_code::ok;
}

}  // namespace sage
