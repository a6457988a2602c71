#include <cstdio>

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

/// Removes the runs that have ended, but the newest, which `status` tells about.
std::size_t remove_ended_runs(const Layout& layout) {
  auto runs = list_runs(layout.runs());
  if (!runs.empty()) runs.pop_back();
  std::size_t removed = 0;
  for (const auto& run : runs) {
    if (!fold(read_journal(layout.journal(run))).finished) continue;
    remove_tree(layout.run(run));
    ++removed;
  }
  return removed;
}

}  // namespace

int clean_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const DirLock lock = take_stream_lock(session.layout, options.command_line);
  const Target target = choose_target(session.repository, session.settings.onto);
  const ObjectId tip = session.repository.commit_of(target.ref).value_or(ObjectId{});
  std::size_t dropped = 0;
  const auto kept = drop_landed_pins(session.repository, tip, dropped);
  const std::size_t runs = remove_ended_runs(session.layout);
  remove_tree(session.layout.queue_archive());
  const auto workspaces = remove_workspaces(session.workspaces);
  fmt::print("removed {} workspaces, {} runs, {} pins\n", workspaces.removed, runs, dropped);
  if (workspaces.in_use > 0) fmt::print("left {} workspaces that are in use\n", workspaces.in_use);
  if (!kept.empty()) fmt::print("kept results that have not landed: {}\n", listing(kept));
  return exit_code::ok;
}

}  // namespace sage
