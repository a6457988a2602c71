#include "worker/worker.h"

#include "command/commands.h"

namespace sage {

int worker_command(const App& app, const Options& options) {
  return run_worker({.repository = options.repository,
                     .workspaces_root = options.workspaces,
                     .backend = options.backend == "overlay" ? Backend::overlay : Backend::plain,
                     .version = SAGE_VERSION,
                     .environment = app.environment});
}

}  // namespace sage
